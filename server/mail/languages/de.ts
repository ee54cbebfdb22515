import type { MailTexts } from '../texts.ts'

export const de: MailTexts = {
  greeting: (name) => `Guten Tag ${name},`,
  footer: 'Diese E-Mail wurde automatisch vom Anmeldedienst Ihrer Telefonanlage gesendet.',
  linkAsText: 'Falls die Schaltfläche nicht funktioniert, kopieren Sie bitte diese Adresse in Ihren Browser:',
  graceEnds: (time) => `Ab ${time} brauchen Sie den Code, um sich anzumelden.`,
  emailCode: {
    subject: 'Ihr Anmeldecode',
    lead: 'Dies ist der Code für Ihre Anmeldung:',
    validFor: (duration) => `Er gilt einmal, nur für diese Anmeldung und nur ${duration}.`,
    warning:
      'Falls Sie sich gerade nicht anmelden, kennt jemand Ihr Passwort: Ändern Sie es bitte und informieren Sie Ihre Administration. Niemand wird Sie je nach diesem Code fragen.',
  },
  resetLink: {
    subject: 'Zweiten Faktor zurücksetzen',
    lead: 'Sie möchten den zweiten Faktor Ihrer Anmeldung zurücksetzen.',
    button: 'Jetzt zurücksetzen',
    validFor: (duration) => `Der Link gilt einmal und nur ${duration}.`,
    consequence:
      'Danach sind Ihre Authentifikatoren, Wiederherstellungscodes und vertrauten Geräte gelöscht, und Sie können einen neuen Authentifikator einrichten.',
    warning:
      'Falls Sie das nicht angefordert haben, öffnen Sie den Link bitte nicht. Jemand kennt Ihr Passwort: Ändern Sie es und informieren Sie Ihre Administration.',
  },
  enrolment: {
    subject: 'Richten Sie Ihren zweiten Faktor ein',
    lead: 'Ihre Anmeldung kann durch einen zweiten Faktor geschützt werden: Neben dem Passwort geben Sie dann einen Code aus einer App auf Ihrem Telefon ein.',
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
      subject: 'Ein zweiter Faktor wurde eingerichtet',
      lead: 'Für Ihre Anmeldung wurde ein Authentifikator eingerichtet.',
    },
    disabled: {
      subject: 'Ihr zweiter Faktor wurde ausgeschaltet',
      lead: 'Der zweite Faktor Ihrer Anmeldung wurde ausgeschaltet. Die Einrichtung bleibt erhalten.',
    },
    enabled: {
      subject: 'Ihr zweiter Faktor wurde eingeschaltet',
      lead: 'Der zweite Faktor Ihrer Anmeldung wurde wieder eingeschaltet.',
    },
    deleted: {
      subject: 'Ein zweiter Faktor wurde gelöscht',
      lead: 'Ein Authentifikator wurde von Ihrer Anmeldung entfernt.',
    },
    reset: {
      subject: 'Ihr zweiter Faktor wurde zurückgesetzt',
      lead: 'Der zweite Faktor Ihrer Anmeldung wurde zurückgesetzt: Ihre Authentifikatoren, Wiederherstellungscodes und vertrauten Geräte sind gelöscht.',
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
      subject: 'Ihnen wurde ein Hardware-Authentifikator zugewiesen',
      lead: 'Ihrer Anmeldung wurde ein Hardware-Authentifikator zugewiesen.',
    },
  },
  changedByAdmin:
    'Das hat Ihre Administration veranlasst. Falls Sie es nicht erwartet haben, fragen Sie dort bitte nach.',
  changedByUser:
    'Falls Sie das selbst waren, ist nichts zu tun. Andernfalls ändern Sie bitte Ihr Passwort und informieren Sie Ihre Administration.',
  test: {
    subject: 'Test-E-Mail',
    lead: 'Dies ist ein Test. E-Mails vom Anmeldedienst Ihrer Telefonanlage erreichen Sie.',
  },
}
