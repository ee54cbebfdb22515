import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': 'A sua sessão terminou. Inicie sessão no portal outra vez.',
  'parts.forbidden': 'Não tem permissão para fazer isto.',
  'parts.loading': 'A carregar',
  'parts.cancel': 'Cancelar',
  'parts.close': 'Fechar',
  'parts.continue': 'Continuar',
  'parts.passwordRejected': 'A palavra-passe não está certa.',
  'parts.copy': 'Copiar',
  'parts.copied': 'Copiado',
  'parts.copyByHand': 'Aqui não é possível copiar. O texto está selecionado: prima Ctrl+C ou ⌘C.',
  'parts.qrCode': 'Código QR para a sua aplicação de autenticação',
  'parts.secretKey': 'Chave',
}
