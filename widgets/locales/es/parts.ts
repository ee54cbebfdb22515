import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': 'Copiar',
  'parts.copied': 'Copiado',
  'parts.copyByHand': 'Aquí no se permite copiar. El texto está seleccionado: pulse Ctrl+C o ⌘C.',
  'parts.qrCode': 'Código QR para su aplicación de autenticación',
  'parts.secretKey': 'Clave',
}
