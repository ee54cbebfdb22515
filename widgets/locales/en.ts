export const locale = {
  lang: 'en',
  dir: 'ltr' as 'ltr' | 'rtl',

  'common.network': 'No connection to the server. Check your network and try again.',
  'common.fault': 'Something went wrong on our side. Please try again in a moment.',
  'common.unavailable':
    'This can’t be checked right now. Nothing was counted against you; please try again soon.',
  'common.throttled': (wait: string) => `Too many attempts. You can try again in ${wait}.`,
  'common.tryAgain': 'Try again',
  'common.password': 'Password',
  'common.showPassword': 'Show password',
  'common.codeIncomplete': (digits: string) => `Enter all ${digits} digits.`,
  'common.codeRejected': 'That code is not right. Check it and try again.',
  'common.codeUsed': 'That code was used already. Wait for the next one.',
  'common.codesHeld': (wait: string) =>
    `Codes are paused for now; nothing was counted against you. They work again in ${wait}.`,
  'common.recoveryCodeHeld':
    'This recovery code was made before a backup was put back, so it no longer counts. Use another way, or ask your administrator.',
  'common.required': 'Please fill this in.',

  'login.title': 'Log in',
  'login.username': 'User name',
  'login.submit': 'Log in',
  'login.rejected': 'User name or password is not right.',
  'login.codeTitle': 'Two-step verification',
  'login.intro.totp': (digits: string) => `Enter the ${digits}-digit code from your authenticator.`,
  'login.label.totp': 'Code',
  'login.intro.email-code': 'Enter the code that we mailed to you. It can take a minute to arrive.',
  'login.label.email-code': 'Code from the mail',
  'login.intro.recovery-code':
    'Enter one of the recovery codes that you saved when you set this up. Each works once.',
  'login.label.recovery-code': 'Recovery code',
  'login.verify': 'Verify',
  'login.trust': (duration: string) => `Trust this device: don’t ask for codes for ${duration}`,
  'login.trustFirst':
    'It is sent as soon as the last digit is there: tick the box above first if you want to.',
  'login.trustWarning': 'Don’t do this on a shared computer.',
  'login.use.totp': 'Use your authenticator',
  'login.use.recovery-code': 'Use a recovery code',
  'login.use.email-code': 'Mail me a code',
  'login.mailAgain': 'Mail another code',
  'login.mailed.email-code': 'If your account has a mail address, a code is on its way.',
  'login.reset': 'Lost your authenticator? Reset it',
  'login.mailed.reset':
    'If your account has a mail address, a link to reset your authenticator is on its way.',
  'login.codesLeft': (left: number) => (left === 1 ? 'One more try.' : `${left} more tries.`),
  'login.expired': 'That took too long. Please enter your password again.',
  'login.startOver': 'Use another account',
  'login.enrolmentTitle': 'Set up two-step verification first',
  'login.enrolmentRequired':
    'Your account needs two-step verification, and it is not set up yet. Open the link in the mail from your administrator, or ask them for help.',
  'login.offerTitle': 'Protect your login',
  'login.offer': (time: string) =>
    `From ${time} on, you will need a code to log in, beside your password. Setting it up takes a minute.`,
  'login.setUpNow': 'Set up now',
  'login.later': 'Later',
  'login.done': (name: string) => `You are logged in as ${name}.`,

  'reset.title': 'Reset your authenticator',
  'reset.intro':
    'This takes two-step verification off your account, together with your recovery codes and trusted devices. Your password stays as it is.',
  'reset.warning':
    'If you did not ask for this, close this page and change your password: someone else knows it.',
  'reset.submit': 'Reset now',
  'reset.doneTitle': 'Your authenticator was reset',
  'reset.done': (name: string) => `${name}, you can log in with your password alone now.`,
  'reset.setUpAgain': 'Set up an authenticator again soon, so that your account stays protected.',
  'reset.mustSetUp':
    'Your account needs two-step verification: set up an authenticator again the next time you log in.',
  'reset.expiredTitle': 'This link no longer works',
  'reset.expired':
    'It was already used or has expired. Log in with your password and ask for a new one below the field for the code.',
  'reset.missing': 'Open the link in your mail again: the address of this page is not complete.',
}
