import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': 'Copier',
  'parts.copied': 'Copié',
  'parts.copyByHand': 'La copie est bloquée ici. Le texte est sélectionné : appuyez sur Ctrl+C ou ⌘C.',
  'parts.qrCode': 'Code QR pour votre application d’authentification',
  'parts.secretKey': 'Clé',
}
