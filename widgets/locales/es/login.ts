import type { login as english } from '../en/login.ts'

export const login: typeof english = {
  'login.title': 'Iniciar sesión',
  'login.username': 'Nombre de usuario',
  'login.submit': 'Iniciar sesión',
  'login.rejected': 'El nombre de usuario o la contraseña no son correctos.',
  'login.codeTitle': 'Verificación en dos pasos',
  'login.codeIntro': (digits) => `Escriba el código de ${digits} cifras de su autenticador.`,
  'login.codeLabel': 'Código',
  'login.emailIntro': 'Escriba el código que le hemos enviado por correo. Puede tardar un minuto en llegar.',
  'login.emailLabel': 'Código del correo',
  'login.recoveryIntro':
    'Escriba uno de los códigos de recuperación que guardó al configurarlo. Cada uno sirve una vez.',
  'login.recoveryLabel': 'Código de recuperación',
  'login.verify': 'Verificar',
  'login.trust': (duration) => `Confiar en este dispositivo: no pedir códigos durante ${duration}`,
  'login.trustWarning': 'No lo haga en un ordenador compartido.',
  'login.useTotp': 'Usar su autenticador',
  'login.useRecovery': 'Usar un código de recuperación',
  'login.useEmail': 'Recibir un código por correo',
  'login.mailAgain': 'Enviar otro código',
  'login.mailed': 'Si su cuenta tiene una dirección de correo, el código está en camino.',
  'login.reset': '¿Ha perdido su autenticador? Restablecerlo',
  'login.resetSent':
    'Si su cuenta tiene una dirección de correo, el enlace para restablecer su autenticador está en camino.',
  'login.codesLeft': (left) => (left === 1 ? 'Queda un intento.' : `Quedan ${left} intentos.`),
  'login.expired': 'Ha pasado demasiado tiempo. Escriba de nuevo su contraseña.',
  'login.startOver': 'Usar otra cuenta',
  'login.enrolmentTitle': 'Primero configure la verificación en dos pasos',
  'login.enrolmentRequired':
    'Su cuenta necesita un segundo factor y aún no hay ninguno configurado. Abra el enlace del correo de su administrador o pídale ayuda.',
  'login.done': (name) => `Ha iniciado sesión como ${name}.`,
}
