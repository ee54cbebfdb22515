import type { Texts } from './texts.ts'

export const en: Texts = {
  mail: {
    greeting: (name) => `Hello ${name},`,
    footer: 'This mail was sent automatically by the sign-in service of your phone system.',
    linkAsText: 'If the button does not work, copy this address into your browser:',
    graceEnds: (time) => `From ${time} on, you will need the code to log in.`,
    emailCode: {
      subject: 'Your login code',
      lead: 'This is the code for your login:',
      validFor: (duration) => `It works once, for this login only, and for ${duration}.`,
      warning:
        'If you are not logging in right now, someone else knows your password: change it, and tell your administrator. No one will ever ask you for this code.',
    },
    resetLink: {
      subject: 'Reset your two-step verification',
      lead: 'You asked to reset the two-step verification of your login.',
      button: 'Reset now',
      validFor: (duration) => `The link works once and for ${duration}.`,
      consequence:
        'Afterwards your authenticators, recovery codes and trusted devices are gone, and you can set up a new authenticator.',
      warning:
        'If you did not ask for this, do not open the link. Someone else knows your password: change it, and tell your administrator.',
    },
    enrolment: {
      subject: 'Set up your two-step verification',
      lead: 'Your login can be protected by two-step verification: beside your password you then type a code from an app on your phone.',
      button: 'Set it up',
      validFor: (duration) => `The link is for you alone, asks for your password and works for ${duration}.`,
      scan: 'Scan this QR code with your authenticator app:',
      key: 'Or type this key into the app:',
      openInApp: 'On your phone, this link opens the app:',
      confirm: 'Then confirm it with a code that the app shows:',
      secrecy: 'Anyone who has the QR code or the key can make your codes: delete this mail afterwards.',
    },
    notices: {
      enrolled: {
        subject: 'Two-step verification was set up',
        lead: 'An authenticator was set up for your login.',
      },
      disabled: {
        subject: 'Your two-step verification was disabled',
        lead: 'The two-step verification of your login was disabled. Its setup is kept.',
      },
      enabled: {
        subject: 'Your two-step verification was enabled',
        lead: 'The two-step verification of your login was enabled again.',
      },
      deleted: {
        subject: 'An authenticator was removed',
        lead: 'An authenticator was removed from your login.',
      },
      reset: {
        subject: 'Your two-step verification was reset',
        lead: 'The two-step verification of your login was reset: your authenticators, recovery codes and trusted devices are gone.',
      },
      'recovery-codes-made': {
        subject: 'New recovery codes were made',
        lead: 'New recovery codes were made for your login. The old ones no longer work.',
      },
      'recovery-codes-deleted': {
        subject: 'Your recovery codes were deleted',
        lead: 'The recovery codes of your login were deleted.',
      },
      'recovery-code-used': {
        subject: 'A recovery code was used',
        lead: 'Someone logged in with one of your recovery codes. It does not work a second time.',
      },
      'device-assigned': {
        subject: 'A hardware authenticator was assigned to you',
        lead: 'A hardware authenticator was assigned to your login.',
      },
    },
    details: { time: 'Time', device: 'Device', address: 'Address', portal: 'Portal' },
    changedByAdmin: 'An administrator did this. If you did not expect it, please ask your administrator.',
    changedByUser:
      'If this was you, there is nothing to do. If it was not, change your password and tell your administrator.',
    test: {
      subject: 'Test mail',
      lead: 'This is a test. Mail from the sign-in service of your phone system reaches you.',
    },
  },

  pages: {
    home: {
      lead: 'This service checks the codes with which users of the phone system log in.',
      mail: 'To set up or reset two-step verification, open the link in the mail that you were sent.',
      portal: 'Log in to the portal',
      developers: 'For developers: the API',
    },
    notFound: {
      title: 'Page not found',
      lead: 'There is nothing at this address. If you came by a link in a mail, open it again from the mail.',
    },
    linkOver: {
      title: 'This link no longer works',
      lead: 'It was already used, has expired, or was replaced by a newer one. Log in and ask for a new link; only the newest one works.',
    },
    done: 'Done',
    reset: {
      title: 'Reset two-step verification',
      consequence:
        'Your authenticators, recovery codes and trusted devices are deleted. You then log in with your password alone, until two-step verification is set up again.',
      button: 'Reset now',
      warning:
        'If you did not ask for this, someone else knows your password: close this page and change the password.',
      doneTitle: 'Two-step verification is off',
      done: (name) =>
        `The two-step verification of ${name} is off. Log in with the password, and set it up again soon.`,
    },
    enrol: {
      title: 'Set up your two-step verification',
      lead: 'An authenticator app on your phone makes a new code every half minute. You then log in with your password and a code.',
      userName: 'User name',
      password: 'Your password',
      next: 'Continue',
      scan: 'Scan this with your authenticator app, or type the key into it.',
      openApp: 'On the phone itself: open the app',
      qrCode: 'QR code of the key below',
      scanMail: 'Scan the QR code of the mail with your authenticator app, unless you have.',
      code: 'The code that the app shows',
      nextCode: 'The code after that',
      confirm: 'Confirm',
      doneTitle: 'Your two-step verification is set up',
      done: 'From now on you log in with your password and a code of your app.',
      recoveryCodes: 'Recovery codes',
      recoveryLead:
        'Each works once, in place of a code from the app. Print them or write them down now: they are not shown again.',
    },
    faults: {
      passwordWrong: 'The password is wrong.',
      unavailable: 'This cannot be checked right now. Try again.',
      throttled: (wait) => `Too many attempts. Try again in ${wait}.`,
      emailMissing: 'You need a mail address first.',
      tookTooLong: 'That took too long. Begin again.',
      codeUsed: 'This code was already used. Wait for the next one.',
      codesHeld: (wait) =>
        `Codes are paused for now; nothing was counted against you. They work again in ${wait}.`,
      codeWrong: 'The code is wrong. Type the one that the app shows now.',
    },
  },
}
