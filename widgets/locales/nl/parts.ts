import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': 'Uw sessie is verlopen. Log opnieuw in op het portaal.',
  'parts.forbidden': 'U mag dit niet doen.',
  'parts.loading': 'Laden',
  'parts.cancel': 'Annuleren',
  'parts.close': 'Sluiten',
  'parts.continue': 'Doorgaan',
  'parts.passwordRejected': 'Dit wachtwoord klopt niet.',
  'parts.copy': 'Kopiëren',
  'parts.copied': 'Gekopieerd',
  'parts.copyByHand': 'Kopiëren is hier geblokkeerd. De tekst is geselecteerd: druk op Ctrl+C of ⌘C.',
  'parts.qrCode': 'QR-code voor uw authenticator-app',
  'parts.secretKey': 'Sleutel',
}
