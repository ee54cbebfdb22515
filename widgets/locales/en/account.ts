export const account = {
  'account.title': 'Two-step verification',
  'account.enabled': 'On',
  'account.enabledText': 'You log in with your password and a code.',
  'account.disabled': 'Off',
  'account.disabledText': 'It is set up but switched off: your password alone is enough to log in.',
  'account.pending': 'Not finished',
  'account.pendingText': 'You began to set it up and have not finished yet.',
  'account.required': 'Required',
  'account.requiredText': 'Your account needs a second factor. Please set one up now.',
  'account.requiredBy': (date: string) =>
    `Set up a second factor by ${date}. After that you can’t log in without one.`,
  'account.not-enrolled': 'Not set up',
  'account.not-enrolledText':
    'Your password alone is enough to log in. A second factor protects your account.',
  'account.setUp': 'Set up now',
  'account.authenticators': 'Authenticators',
  'account.since': (date: string) => `Since ${date}`,
  'account.enable': 'Switch on',
  'account.disable': 'Switch off',
  'account.disableTitle': 'Switch off this authenticator?',
  'account.disableConsequence':
    'Its codes are not accepted until you switch it on again. You don’t have to set it up anew then.',
  'account.delete': 'Delete',
  'account.deleteTitle': 'Delete this authenticator?',
  'account.deleteConsequence': 'Its codes stop working for good. Remove the account from the app, too.',
  'account.deleteLastConsequence':
    'Its codes stop working for good, and so do your recovery codes. After that your password alone is enough to log in.',
  'account.deleted': 'The authenticator is deleted.',
  'account.manage': 'Manage',
  'account.trustedDevices': 'Trusted devices',
  'account.noTrustedDevices': 'None. You are asked for a code on every device.',
  'account.trusted': (used: string, until: string) => `Last used ${used}, trusted until ${until}`,
  'account.distrust': 'Stop trusting',
  'account.distrusted': 'This device is asked for a code again.',
  'account.conflict':
    'Your account needs a second factor, and this is the only one that is on. Add another device first.',
  'account.lastAdmin':
    'You are the last administrator with a second factor. Somebody else must have one before yours can go.',
  'account.changedMeanwhile': 'This was changed somewhere else meanwhile. Here is how it stands now.',
}
