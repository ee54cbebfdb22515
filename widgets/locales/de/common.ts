import type { common as english } from '../en/common.ts'

export const common: typeof english = {
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
  'common.required': 'Bitte füllen Sie dieses Feld aus.',
}
