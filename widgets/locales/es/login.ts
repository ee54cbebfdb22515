import type { login as english } from '../en/login.ts'

export const login: typeof english = {
  'login.title': 'Iniciar sesión',
  'login.username': 'Nombre de usuario',
  'login.submit': 'Iniciar sesión',
  'login.rejected': 'El nombre de usuario o la contraseña no son correctos.',
  'login.codeTitle': 'Verificación en dos pasos',
  'login.intro.totp': (digits) => `Escriba el código de ${digits} cifras de su autenticador.`,
  'login.label.totp': 'Código',
  'login.intro.email-code':
    'Escriba el código que le hemos enviado por correo. Puede tardar un minuto en llegar.',
  'login.label.email-code': 'Código del correo',
  'login.intro.recovery-code':
    'Escriba uno de los códigos de recuperación que guardó al configurarlo. Cada uno sirve una vez.',
  'login.label.recovery-code': 'Código de recuperación',
  'login.verify': 'Verificar',
  'login.trust': (duration) => `Confiar en este dispositivo: no pedir códigos durante ${duration}`,
  'login.trustWarning': 'No lo haga en un ordenador compartido.',
  'login.use.totp': 'Usar su autenticador',
  'login.use.recovery-code': 'Usar un código de recuperación',
  'login.use.email-code': 'Recibir un código por correo',
  'login.mailAgain': 'Enviar otro código',
  'login.mailed.email-code': 'Si su cuenta tiene una dirección de correo, el código está en camino.',
  'login.reset': '¿Ha perdido su autenticador? Restablecerlo',
  'login.mailed.reset':
    'Si su cuenta tiene una dirección de correo, el enlace para restablecer su autenticador está en camino.',
  'login.codesLeft': (left) => (left === 1 ? 'Queda un intento.' : `Quedan ${left} intentos.`),
  'login.expired': 'Ha pasado demasiado tiempo. Escriba de nuevo su contraseña.',
  'login.startOver': 'Usar otra cuenta',
  'login.enrolmentTitle': 'Primero configure la verificación en dos pasos',
  'login.enrolmentRequired':
    'Su cuenta necesita un segundo factor y aún no hay ninguno configurado. Abra el enlace del correo de su administrador o pídale ayuda.',
  'login.done': (name) => `Ha iniciado sesión como ${name}.`,
}
