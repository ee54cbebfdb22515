import type { login as english } from '../en/login.ts'

export const login: typeof english = {
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
  'login.enrolmentTitle': 'Richten Sie zuerst den zweiten Faktor ein',
  'login.enrolmentRequired':
    'Ihr Konto braucht einen zweiten Faktor, und noch ist keiner eingerichtet. Öffnen Sie den Link in der E-Mail Ihrer Administration, oder bitten Sie dort um Hilfe.',
  'login.done': (name) => `Sie sind als ${name} angemeldet.`,
}
