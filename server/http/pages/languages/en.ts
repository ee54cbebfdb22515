import type { PageTexts } from '../texts.ts'

export const en: PageTexts = {
  linkOver: {
    title: 'This link does not work any more',
    lead: 'It was used, has run out, or a newer one was sent. Log in and ask for another one; the newest mail counts.',
  },
  done: 'Done',
  reset: {
    title: 'Reset the second factor',
    consequence:
      'Your authenticators, recovery codes and trusted devices are deleted. You then log in with your password alone, until a second factor is set up again.',
    button: 'Reset now',
    warning:
      'You did not ask for this? Then somebody knows your password: close this page and change the password.',
    doneTitle: 'The second factor is off',
    done: (name) =>
      `The second factor of ${name} is off. Log in with the password, and set it up again soon.`,
  },
  enrol: {
    title: 'Set up your second factor',
    lead: 'An authenticator app on your phone makes a new code every half minute. You then log in with your password and a code.',
    password: 'Your password',
    next: 'Continue',
    scan: 'Scan this with your authenticator app, or type the key into it.',
    openApp: 'On the phone itself: open the app',
    qrCode: 'QR code of the key below',
    scanMail: 'Scan the QR code of the mail with your authenticator app, unless you have.',
    code: 'The code that the app shows',
    nextCode: 'The code after that',
    confirm: 'Confirm',
    doneTitle: 'Your second factor is set up',
    done: 'From now on you log in with your password and a code of your app.',
    recoveryCodes: 'Recovery codes',
    recoveryLead:
      'Each of them stands in for a code of the app, once. Print them or write them down now: they are not shown again.',
  },
  faults: {
    passwordWrong: 'The password is wrong.',
    unavailable: 'It cannot be checked just now. Try again.',
    throttled: (wait) => `Too many attempts. Try again in ${wait}.`,
    emailMissing: 'You need a mail address first.',
    tookTooLong: 'That took too long. Begin again.',
    codeUsed: 'This code was used already. Wait for the next one.',
    codeWrong: 'The code is wrong. Type the one that the app shows now.',
  },
}
