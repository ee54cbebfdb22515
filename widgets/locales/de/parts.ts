import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': 'Kopieren',
  'parts.copied': 'Kopiert',
  'parts.copyByHand': 'Kopieren ist hier gesperrt. Der Text ist markiert: Drücken Sie Strg+C oder ⌘C.',
  'parts.qrCode': 'QR-Code für Ihre Authenticator-App',
  'parts.secretKey': 'Schlüssel',
}
