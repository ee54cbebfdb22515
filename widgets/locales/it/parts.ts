import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': 'Copia',
  'parts.copied': 'Copiato',
  'parts.copyByHand': 'Qui la copia è bloccata. Il testo è selezionato: premi Ctrl+C o ⌘C.',
  'parts.qrCode': 'Codice QR per la tua app di autenticazione',
  'parts.secretKey': 'Chiave',
}
