import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': 'Votre session est terminée. Reconnectez-vous au portail.',
  'parts.forbidden': 'Vous n’avez pas le droit de faire cela.',
  'parts.loading': 'Chargement',
  'parts.cancel': 'Annuler',
  'parts.close': 'Fermer',
  'parts.continue': 'Continuer',
  'parts.passwordRejected': 'Ce mot de passe n’est pas le bon.',
  'parts.copy': 'Copier',
  'parts.copied': 'Copié',
  'parts.copyByHand': 'La copie est bloquée ici. Le texte est sélectionné : appuyez sur Ctrl+C ou ⌘C.',
  'parts.qrCode': 'Code QR pour votre application d’authentification',
  'parts.secretKey': 'Clé',
}
