import type { common as english } from '../en/common.ts'

export const common: typeof english = {
  'common.network': 'Keine Verbindung zum Server. Prüfen Sie Ihr Netzwerk und versuchen Sie es noch einmal.',
  'common.fault': 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.',
  'common.unavailable':
    'Das lässt sich gerade nicht prüfen. Es zählt nicht als Fehlversuch; bitte versuchen Sie es bald noch einmal.',
  'common.sessionEnded': 'Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu im Portal an.',
  'common.forbidden': 'Dazu sind Sie nicht berechtigt.',
  'common.throttled': (wait) => `Zu viele Versuche. In ${wait} können Sie es wieder versuchen.`,
  'common.tryAgain': 'Noch einmal versuchen',
  'common.loading': 'Wird geladen',
  'common.cancel': 'Abbrechen',
  'common.close': 'Schließen',
  'common.continue': 'Weiter',
  'common.password': 'Passwort',
  'common.showPassword': 'Passwort anzeigen',
  'common.code': 'Code',
  'common.codeIncomplete': (digits) => `Geben Sie alle ${digits} Ziffern ein.`,
  'common.codeRejected': 'Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal.',
  'common.codeUsed': 'Dieser Code wurde schon verwendet. Warten Sie auf den nächsten.',
  'common.passwordRejected': 'Das Passwort stimmt nicht.',
  'common.required': 'Bitte füllen Sie dieses Feld aus.',
}
