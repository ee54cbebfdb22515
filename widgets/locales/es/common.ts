import type { common as english } from '../en/common.ts'

export const common: typeof english = {
  'common.network': 'No hay conexión con el servidor. Revise su red e inténtelo de nuevo.',
  'common.fault': 'Algo ha fallado por nuestra parte. Inténtelo de nuevo en un momento.',
  'common.unavailable':
    'Ahora mismo no se puede comprobar. No se le ha contado ningún intento; pruebe de nuevo pronto.',
  'common.throttled': (wait) => `Demasiados intentos. Podrá volver a intentarlo dentro de ${wait}.`,
  'common.tryAgain': 'Intentar de nuevo',
  'common.password': 'Contraseña',
  'common.showPassword': 'Mostrar la contraseña',
  'common.codeIncomplete': (digits) => `Escriba las ${digits} cifras.`,
  'common.codeRejected': 'Ese código no es correcto. Compruébelo e inténtelo de nuevo.',
  'common.codeUsed': 'Ese código ya se ha usado. Espere al siguiente.',
  'common.required': 'Rellene este campo.',
}
