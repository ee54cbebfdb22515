import type { PageTexts } from '../texts.ts'

export const de: PageTexts = {
  linkOver: {
    title: 'Dieser Link gilt nicht mehr',
    lead: 'Er wurde benutzt, ist abgelaufen, oder ein neuerer wurde gesendet. Melden Sie sich an und fordern Sie einen neuen an; die neueste E-Mail gilt.',
  },
  done: 'Fertig',
  reset: {
    title: 'Zweiten Faktor zurücksetzen',
    consequence:
      'Ihre Authentifikatoren, Wiederherstellungscodes und vertrauten Geräte werden gelöscht. Danach melden Sie sich nur mit dem Passwort an, bis wieder ein zweiter Faktor eingerichtet ist.',
    button: 'Jetzt zurücksetzen',
    warning:
      'Sie haben das nicht angefordert? Dann kennt jemand Ihr Passwort: Schließen Sie diese Seite und ändern Sie das Passwort.',
    doneTitle: 'Der zweite Faktor ist aus',
    done: (name) =>
      `Der zweite Faktor von ${name} ist aus. Melden Sie sich mit dem Passwort an und richten Sie ihn bald wieder ein.`,
  },
  enrol: {
    title: 'Richten Sie Ihren zweiten Faktor ein',
    lead: 'Eine Authenticator-App auf Ihrem Telefon erzeugt jede halbe Minute einen neuen Code. Sie melden sich dann mit Passwort und Code an.',
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
    doneTitle: 'Ihr zweiter Faktor ist eingerichtet',
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
    codeWrong: 'Der Code ist falsch. Geben Sie den ein, den die App jetzt anzeigt.',
  },
}
