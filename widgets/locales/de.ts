import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = {
  lang: 'de',
  dir: 'ltr',

  'common.network': 'Keine Verbindung zum Server. Prüfen Sie Ihr Netzwerk und versuchen Sie es noch einmal.',
  'common.fault': 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.',
  'common.unavailable':
    'Das lässt sich gerade nicht prüfen. Es zählt nicht als Fehlversuch; bitte versuchen Sie es bald noch einmal.',
  'common.throttled': (wait) => `Zu viele Versuche. In ${wait} können Sie es wieder versuchen.`,
  'common.tryAgain': 'Noch einmal versuchen',
  'common.password': 'Passwort',
  'common.showPassword': 'Passwort anzeigen',
  'common.codeIncomplete': (digits) => `Geben Sie alle ${digits} Ziffern ein.`,
  'common.codeRejected': 'Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal.',
  'common.codeUsed': 'Dieser Code wurde schon verwendet. Warten Sie auf den nächsten.',
  'common.codesHeld': (wait) =>
    `Codes sind gerade ausgesetzt; es wurde nichts gegen Sie gezählt. In ${wait} gelten sie wieder.`,
  'common.recoveryCodeHeld':
    'Dieser Wiederherstellungscode entstand, bevor eine Sicherung zurückgespielt wurde, und gilt nicht mehr. Nehmen Sie einen anderen Weg, oder fragen Sie Ihren Administrator.',
  'common.required': 'Bitte füllen Sie dieses Feld aus.',

  'login.title': 'Anmelden',
  'login.username': 'Benutzername',
  'login.submit': 'Anmelden',
  'login.rejected': 'Benutzername oder Passwort stimmt nicht.',
  'login.codeTitle': 'Bestätigung in zwei Schritten',
  'login.intro.totp': (digits) => `Geben Sie den ${digits}-stelligen Code aus Ihrem Authenticator ein.`,
  'login.label.totp': 'Code',
  'login.intro.email-code': 'Geben Sie den Code aus unserer E-Mail ein. Sie kann eine Minute unterwegs sein.',
  'login.label.email-code': 'Code aus der E-Mail',
  'login.intro.recovery-code':
    'Geben Sie einen der Wiederherstellungscodes ein, die Sie beim Einrichten gesichert haben. Jeder gilt einmal.',
  'login.label.recovery-code': 'Wiederherstellungscode',
  'login.verify': 'Bestätigen',
  'login.trust': (duration) => `Diesem Gerät vertrauen: ${duration} lang nicht nach einem Code fragen`,
  'login.trustFirst':
    'Er wird mit der letzten Ziffer gesendet: Kreuzen Sie das Kästchen darüber vorher an, wenn Sie das möchten.',
  'login.trustWarning': 'Nicht auf gemeinsam genutzten Computern.',
  'login.use.totp': 'Authenticator verwenden',
  'login.use.recovery-code': 'Wiederherstellungscode verwenden',
  'login.use.email-code': 'Code per E-Mail schicken',
  'login.mailAgain': 'Noch einen Code schicken',
  'login.mailed.email-code': 'Falls zu Ihrem Konto eine E-Mail-Adresse gehört, ist ein Code unterwegs.',
  'login.reset': 'Authenticator verloren? Zurücksetzen',
  'login.mailed.reset':
    'Falls zu Ihrem Konto eine E-Mail-Adresse gehört, ist ein Link zum Zurücksetzen Ihres Authenticators unterwegs.',
  'login.codesLeft': (left) => (left === 1 ? 'Noch ein Versuch.' : `Noch ${left} Versuche.`),
  'login.expired': 'Das hat zu lange gedauert. Bitte geben Sie Ihr Passwort noch einmal ein.',
  'login.startOver': 'Anderes Konto verwenden',
  'login.enrolmentTitle': 'Richten Sie zuerst die Bestätigung in zwei Schritten ein',
  'login.enrolmentRequired':
    'Ihr Konto braucht die Bestätigung in zwei Schritten, und noch ist sie nicht eingerichtet. Öffnen Sie den Link in der E-Mail Ihrer Administration, oder bitten Sie dort um Hilfe.',
  'login.offerTitle': 'Schützen Sie Ihre Anmeldung',
  'login.offer': (time) =>
    `Ab ${time} brauchen Sie neben Ihrem Passwort einen Code, um sich anzumelden. Das Einrichten dauert eine Minute.`,
  'login.setUpNow': 'Jetzt einrichten',
  'login.later': 'Später',
  'login.done': (name) => `Sie sind als ${name} angemeldet.`,

  'reset.title': 'Authenticator zurücksetzen',
  'reset.intro':
    'Damit wird die Bestätigung in zwei Schritten von Ihrem Konto entfernt, zusammen mit Wiederherstellungscodes und vertrauten Geräten. Ihr Passwort bleibt, wie es ist.',
  'reset.warning':
    'Wenn Sie das nicht angefordert haben, schließen Sie diese Seite und ändern Sie Ihr Passwort: Jemand kennt es.',
  'reset.submit': 'Jetzt zurücksetzen',
  'reset.doneTitle': 'Ihr Authenticator wurde zurückgesetzt',
  'reset.done': (name) => `${name}, Sie können sich jetzt allein mit Ihrem Passwort anmelden.`,
  'reset.setUpAgain': 'Richten Sie bald wieder einen Authenticator ein, damit Ihr Konto geschützt bleibt.',
  'reset.mustSetUp':
    'Ihr Konto braucht die Bestätigung in zwei Schritten: Richten Sie bei der nächsten Anmeldung wieder einen Authenticator ein.',
  'reset.expiredTitle': 'Dieser Link gilt nicht mehr',
  'reset.expired':
    'Er wurde schon verwendet oder ist zu alt. Melden Sie sich mit Ihrem Passwort an und fordern Sie unter dem Feld für den Code einen neuen an.',
  'reset.missing':
    'Öffnen Sie den Link in Ihrer E-Mail noch einmal: Die Adresse dieser Seite ist unvollständig.',
}
