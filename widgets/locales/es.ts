import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = {
  lang: 'es',
  dir: 'ltr',

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
  'common.codesHeld': (wait) =>
    `Los códigos están en pausa; no se ha contado nada en su contra. Volverán a funcionar dentro de ${wait}.`,
  'common.recoveryCodeHeld':
    'Este código de recuperación se creó antes de restaurar una copia de seguridad y ya no vale. Use otra vía o consulte a su administrador.',
  'common.required': 'Rellene este campo.',

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
  'login.trustFirst': 'Se envía con la última cifra: marque antes la casilla de arriba si lo desea.',
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
    'Su cuenta necesita la verificación en dos pasos y aún no está configurada. Abra el enlace del correo de su administrador o pídale ayuda.',
  'login.offerTitle': 'Proteja su inicio de sesión',
  'login.offer': (time) =>
    `A partir del ${time}, además de la contraseña necesitará un código para iniciar sesión. Configurarlo lleva un minuto.`,
  'login.setUpNow': 'Configurar ahora',
  'login.later': 'Más tarde',
  'login.done': (name) => `Ha iniciado sesión como ${name}.`,

  'reset.title': 'Restablecer su autenticador',
  'reset.intro':
    'Se quitará la verificación en dos pasos de su cuenta, junto con los códigos de recuperación y los dispositivos de confianza. Su contraseña no cambia.',
  'reset.warning': 'Si no lo ha pedido usted, cierre esta página y cambie su contraseña: alguien la conoce.',
  'reset.submit': 'Restablecer ahora',
  'reset.doneTitle': 'Su autenticador se ha restablecido',
  'reset.done': (name) => `${name}, ya puede iniciar sesión solo con su contraseña.`,
  'reset.setUpAgain': 'Configure pronto un autenticador nuevo para que su cuenta siga protegida.',
  'reset.mustSetUp':
    'Su cuenta necesita la verificación en dos pasos: configure un autenticador la próxima vez que inicie sesión.',
  'reset.expiredTitle': 'Este enlace ya no sirve',
  'reset.expired':
    'Ya se usó o es demasiado antiguo. Inicie sesión con su contraseña y pida uno nuevo debajo del campo del código.',
  'reset.missing': 'Abra de nuevo el enlace de su correo: la dirección de esta página está incompleta.',
}
