import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': 'Su sesión ha terminado. Vuelva a iniciar sesión en el portal.',
  'parts.forbidden': 'No tiene permiso para hacer esto.',
  'parts.loading': 'Cargando',
  'parts.cancel': 'Cancelar',
  'parts.close': 'Cerrar',
  'parts.continue': 'Continuar',
  'parts.passwordRejected': 'La contraseña no es correcta.',
  'parts.copy': 'Copiar',
  'parts.copied': 'Copiado',
  'parts.copyByHand': 'Aquí no se permite copiar. El texto está seleccionado: pulse Ctrl+C o ⌘C.',
  'parts.qrCode': 'Código QR para su aplicación de autenticación',
  'parts.secretKey': 'Clave',
}
