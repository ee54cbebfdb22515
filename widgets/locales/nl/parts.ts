import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': 'Kopiëren',
  'parts.copied': 'Gekopieerd',
  'parts.copyByHand': 'Kopiëren is hier geblokkeerd. De tekst is geselecteerd: druk op Ctrl+C of ⌘C.',
  'parts.qrCode': 'QR-code voor uw authenticator-app',
  'parts.secretKey': 'Sleutel',
}
