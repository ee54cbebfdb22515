import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': 'Copiar',
  'parts.copied': 'Copiado',
  'parts.copyByHand': 'Aqui não é possível copiar. O texto está selecionado: prima Ctrl+C ou ⌘C.',
  'parts.qrCode': 'Código QR para a sua aplicação de autenticação',
  'parts.secretKey': 'Chave',
}
