export const reset = {
  'reset.title': 'Reset your authenticator',
  'reset.intro':
    'This takes the second factor off your account, together with your recovery codes and trusted devices. Your password stays as it is.',
  'reset.warning':
    'If you did not ask for this, close this page and change your password: somebody knows it.',
  'reset.submit': 'Reset now',
  'reset.doneTitle': 'Your authenticator was reset',
  'reset.done': (name: string) => `${name}, you can log in with your password alone now.`,
  'reset.setUpAgain': 'Set up an authenticator again soon, so that your account stays protected.',
  'reset.mustSetUp':
    'Your account needs a second factor: set up an authenticator again the next time you log in.',
  'reset.expiredTitle': 'This link no longer works',
  'reset.expired':
    'It was used already or is too old. Log in with your password and ask for a new one below the field for the code.',
  'reset.missing': 'Open the link in your mail again: the address of this page is not complete.',
}
