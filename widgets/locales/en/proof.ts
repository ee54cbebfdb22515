export const proof = {
  'proof.title': 'Confirm it’s you',
  'proof.intro': 'This changes how you log in, so please confirm who you are first.',
  'proof.codeLabel': 'Code from your authenticator',
  'proof.confirm': 'Confirm',
}
