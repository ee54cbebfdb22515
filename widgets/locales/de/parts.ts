import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': 'Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu im Portal an.',
  'parts.forbidden': 'Dazu sind Sie nicht berechtigt.',
  'parts.loading': 'Wird geladen',
  'parts.cancel': 'Abbrechen',
  'parts.close': 'Schließen',
  'parts.continue': 'Weiter',
  'parts.passwordRejected': 'Das Passwort stimmt nicht.',
  'parts.copy': 'Kopieren',
  'parts.copied': 'Kopiert',
  'parts.copyByHand': 'Kopieren ist hier gesperrt. Der Text ist markiert: Drücken Sie Strg+C oder ⌘C.',
  'parts.qrCode': 'QR-Code für Ihre Authenticator-App',
  'parts.secretKey': 'Schlüssel',
}
