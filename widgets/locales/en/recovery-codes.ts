export const recoveryCodes = {
  'recovery-codes.title': 'Recovery codes',
  'recovery-codes.intro': 'Each one gets you in once when your authenticator is not at hand.',
  'recovery-codes.left': (left: number) =>
    left === 1 ? 'One recovery code left' : `${left} recovery codes left`,
  'recovery-codes.few': 'These are running out. Make new ones in good time.',
  'recovery-codes.none':
    'You have no recovery codes. Without them, a lost authenticator keeps you out until it is reset.',
  'recovery-codes.notEnrolled': 'Recovery codes stand in for an authenticator. Set one up first.',
  'recovery-codes.make': 'Make new codes',
  'recovery-codes.makeTitle': 'Make new recovery codes?',
  'recovery-codes.makeConsequence': 'The codes that you have now stop working at once.',
  'recovery-codes.made': 'Your new recovery codes work from now on.',
  'recovery-codes.delete': 'Delete codes',
  'recovery-codes.deleteTitle': 'Delete your recovery codes?',
  'recovery-codes.deleteConsequence':
    'They stop working at once. Without them, a lost authenticator keeps you out until it is reset.',
  'recovery-codes.deleted': 'Your recovery codes are deleted.',
  'recovery-codes.saveTitle': 'Save your recovery codes',
  'recovery-codes.save':
    'Keep them in a safe place, not on your phone alone. Each one gets you in once when your authenticator is not at hand. They are shown only now.',
  'recovery-codes.of': (issuer: string, account: string) => `${issuer}: recovery codes of ${account}`,
  'recovery-codes.once': 'Each code works once.',
  'recovery-codes.download': 'Download',
  'recovery-codes.print': 'Print',
  'recovery-codes.saved': 'I have saved these codes',
  'recovery-codes.saveFirst': 'Save the codes first, then tick the box: nobody can show them to you again.',
}
