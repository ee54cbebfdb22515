import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': 'La sessione è terminata. Accedi di nuovo al portale.',
  'parts.forbidden': 'Non hai il permesso di farlo.',
  'parts.loading': 'Caricamento',
  'parts.cancel': 'Annulla',
  'parts.close': 'Chiudi',
  'parts.continue': 'Continua',
  'parts.passwordRejected': 'La password non è corretta.',
  'parts.copy': 'Copia',
  'parts.copied': 'Copiato',
  'parts.copyByHand': 'Qui la copia è bloccata. Il testo è selezionato: premi Ctrl+C o ⌘C.',
  'parts.qrCode': 'Codice QR per la tua app di autenticazione',
  'parts.secretKey': 'Chiave',
}
