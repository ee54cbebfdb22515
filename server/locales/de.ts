import type { Texts } from './texts.ts'

export const de: Texts = {
  mail: {
    greeting: (name) => `Guten Tag ${name},`,
    footer: 'Diese E-Mail wurde automatisch vom Anmeldedienst Ihrer Telefonanlage gesendet.',
    linkAsText:
      'Falls die Schaltfläche nicht funktioniert, kopieren Sie bitte diese Adresse in Ihren Browser:',
    graceEnds: (time) => `Ab ${time} brauchen Sie den Code, um sich anzumelden.`,
    emailCode: {
      subject: 'Ihr Anmeldecode',
      lead: 'Dies ist der Code für Ihre Anmeldung:',
      validFor: (duration) => `Er gilt einmal, nur für diese Anmeldung und nur ${duration}.`,
      warning:
        'Falls Sie sich gerade nicht anmelden, kennt jemand Ihr Passwort: Ändern Sie es bitte und informieren Sie Ihre Administration. Niemand wird Sie je nach diesem Code fragen.',
    },
    resetLink: {
      subject: 'Bestätigung in zwei Schritten zurücksetzen',
      lead: 'Sie möchten die Bestätigung in zwei Schritten für Ihre Anmeldung zurücksetzen.',
      button: 'Jetzt zurücksetzen',
      validFor: (duration) => `Der Link gilt einmal und nur ${duration}.`,
      consequence:
        'Danach sind Ihre Authenticatoren, Wiederherstellungscodes und vertrauten Geräte gelöscht, und Sie können einen neuen Authenticator einrichten.',
      warning:
        'Falls Sie das nicht angefordert haben, öffnen Sie den Link bitte nicht. Jemand kennt Ihr Passwort: Ändern Sie es und informieren Sie Ihre Administration.',
    },
    enrolment: {
      subject: 'Richten Sie die Bestätigung in zwei Schritten ein',
      lead: 'Ihre Anmeldung kann durch eine Bestätigung in zwei Schritten geschützt werden: Neben dem Passwort geben Sie dann einen Code aus einer App auf Ihrem Telefon ein.',
      button: 'Jetzt einrichten',
      validFor: (duration) => `Der Link ist nur für Sie, fragt nach Ihrem Passwort und gilt ${duration}.`,
      scan: 'Scannen Sie diesen QR-Code mit Ihrer Authenticator-App:',
      key: 'Oder geben Sie diesen Schlüssel in die App ein:',
      openInApp: 'Auf Ihrem Telefon öffnet dieser Link die App:',
      confirm: 'Bestätigen Sie die Einrichtung danach mit einem Code, den die App anzeigt:',
      secrecy:
        'Wer den QR-Code oder den Schlüssel hat, kann Ihre Codes erzeugen: Löschen Sie diese E-Mail bitte danach.',
    },
    notices: {
      enrolled: {
        subject: 'Die Bestätigung in zwei Schritten wurde eingerichtet',
        lead: 'Für Ihre Anmeldung wurde ein Authenticator eingerichtet.',
      },
      disabled: {
        subject: 'Die Bestätigung in zwei Schritten wurde ausgeschaltet',
        lead: 'Die Bestätigung in zwei Schritten für Ihre Anmeldung wurde ausgeschaltet. Die Einrichtung bleibt erhalten.',
      },
      enabled: {
        subject: 'Die Bestätigung in zwei Schritten wurde eingeschaltet',
        lead: 'Die Bestätigung in zwei Schritten für Ihre Anmeldung wurde wieder eingeschaltet.',
      },
      deleted: {
        subject: 'Ein Authenticator wurde entfernt',
        lead: 'Ein Authenticator wurde von Ihrer Anmeldung entfernt.',
      },
      reset: {
        subject: 'Die Bestätigung in zwei Schritten wurde zurückgesetzt',
        lead: 'Die Bestätigung in zwei Schritten für Ihre Anmeldung wurde zurückgesetzt: Ihre Authenticatoren, Wiederherstellungscodes und vertrauten Geräte sind gelöscht.',
      },
      'recovery-codes-made': {
        subject: 'Neue Wiederherstellungscodes wurden erstellt',
        lead: 'Für Ihre Anmeldung wurden neue Wiederherstellungscodes erstellt. Die alten gelten nicht mehr.',
      },
      'recovery-codes-deleted': {
        subject: 'Ihre Wiederherstellungscodes wurden gelöscht',
        lead: 'Die Wiederherstellungscodes Ihrer Anmeldung wurden gelöscht.',
      },
      'recovery-code-used': {
        subject: 'Ein Wiederherstellungscode wurde benutzt',
        lead: 'Jemand hat sich mit einem Ihrer Wiederherstellungscodes angemeldet. Er gilt kein zweites Mal.',
      },
      'device-assigned': {
        subject: 'Ihnen wurde ein Hardware-Authenticator zugewiesen',
        lead: 'Ihrer Anmeldung wurde ein Hardware-Authenticator zugewiesen.',
      },
    },
    details: { time: 'Zeit', device: 'Gerät', address: 'Adresse', portal: 'Portal' },
    changedByAdmin:
      'Das hat Ihre Administration veranlasst. Falls Sie es nicht erwartet haben, fragen Sie dort bitte nach.',
    changedByUser:
      'Falls Sie das selbst waren, ist nichts zu tun. Andernfalls ändern Sie bitte Ihr Passwort und informieren Sie Ihre Administration.',
    test: {
      subject: 'Test-E-Mail',
      lead: 'Dies ist ein Test. E-Mails vom Anmeldedienst Ihrer Telefonanlage erreichen Sie.',
    },
  },

  pages: {
    home: {
      lead: 'Dieser Dienst prüft die Codes, mit denen sich Benutzer der Telefonanlage anmelden.',
      mail: 'Um die Bestätigung in zwei Schritten einzurichten oder zurückzusetzen, öffnen Sie bitte den Link in der E-Mail, die Sie erhalten haben.',
      portal: 'Zur Anmeldung im Portal',
      developers: 'Für Entwickler: die API',
    },
    notFound: {
      title: 'Seite nicht gefunden',
      lead: 'Unter dieser Adresse gibt es nichts. Falls Sie über einen Link aus einer E-Mail kommen, öffnen Sie ihn bitte noch einmal aus der E-Mail.',
    },
    linkOver: {
      title: 'Dieser Link gilt nicht mehr',
      lead: 'Er wurde bereits benutzt, ist abgelaufen oder wurde durch einen neueren ersetzt. Melden Sie sich an und fordern Sie einen neuen an; die neueste E-Mail gilt.',
    },
    done: 'Fertig',
    reset: {
      title: 'Bestätigung in zwei Schritten zurücksetzen',
      consequence:
        'Ihre Authenticatoren, Wiederherstellungscodes und vertrauten Geräte werden gelöscht. Danach melden Sie sich nur mit dem Passwort an, bis die Bestätigung in zwei Schritten wieder eingerichtet ist.',
      button: 'Jetzt zurücksetzen',
      warning:
        'Sie haben das nicht angefordert? Dann kennt jemand Ihr Passwort: Schließen Sie diese Seite und ändern Sie das Passwort.',
      doneTitle: 'Die Bestätigung in zwei Schritten ist aus',
      done: (name) =>
        `Die Bestätigung in zwei Schritten von ${name} ist aus. Melden Sie sich mit dem Passwort an und richten Sie sie bald wieder ein.`,
    },
    enrol: {
      title: 'Richten Sie die Bestätigung in zwei Schritten ein',
      lead: 'Eine Authenticator-App auf Ihrem Telefon erzeugt jede halbe Minute einen neuen Code. Sie melden sich dann mit Passwort und Code an.',
      userName: 'Benutzername',
      password: 'Ihr Passwort',
      next: 'Weiter',
      scan: 'Scannen Sie dies mit Ihrer Authenticator-App, oder geben Sie den Schlüssel in die App ein.',
      openApp: 'Auf dem Telefon selbst: App öffnen',
      qrCode: 'QR-Code des Schlüssels darunter',
      scanMail:
        'Scannen Sie den QR-Code aus der E-Mail mit Ihrer Authenticator-App, falls noch nicht geschehen.',
      code: 'Der Code, den die App anzeigt',
      nextCode: 'Der Code danach',
      confirm: 'Bestätigen',
      doneTitle: 'Die Bestätigung in zwei Schritten ist eingerichtet',
      done: 'Von jetzt an melden Sie sich mit Ihrem Passwort und einem Code Ihrer App an.',
      recoveryCodes: 'Wiederherstellungscodes',
      recoveryLead:
        'Jeder ersetzt einmal einen Code der App. Drucken Sie sie jetzt oder schreiben Sie sie auf: Sie werden nicht noch einmal gezeigt.',
    },
    faults: {
      passwordWrong: 'Das Passwort ist falsch.',
      unavailable: 'Das lässt sich gerade nicht prüfen. Versuchen Sie es noch einmal.',
      throttled: (wait) => `Zu viele Versuche. Versuchen Sie es in ${wait} wieder.`,
      emailMissing: 'Sie brauchen zuerst eine E-Mail-Adresse.',
      tookTooLong: 'Das hat zu lange gedauert. Beginnen Sie von vorn.',
      codeUsed: 'Dieser Code wurde schon benutzt. Warten Sie auf den nächsten.',
      codesHeld: (wait) =>
        `Codes sind gerade ausgesetzt; es wurde nichts gegen Sie gezählt. In ${wait} gelten sie wieder.`,
      codeWrong: 'Der Code ist falsch. Geben Sie den ein, den die App jetzt anzeigt.',
    },
  },
}
