import type { reset as english } from '../en/reset.ts'

export const reset: typeof english = {
  'reset.title': 'Restablecer su autenticador',
  'reset.intro':
    'Se quitará el segundo factor de su cuenta, junto con los códigos de recuperación y los dispositivos de confianza. Su contraseña no cambia.',
  'reset.warning': 'Si no lo ha pedido usted, cierre esta página y cambie su contraseña: alguien la conoce.',
  'reset.submit': 'Restablecer ahora',
  'reset.doneTitle': 'Su autenticador se ha restablecido',
  'reset.done': (name) => `${name}, ya puede iniciar sesión solo con su contraseña.`,
  'reset.setUpAgain': 'Configure pronto un autenticador nuevo para que su cuenta siga protegida.',
  'reset.mustSetUp':
    'Su cuenta necesita un segundo factor: configure un autenticador la próxima vez que inicie sesión.',
  'reset.expiredTitle': 'Este enlace ya no sirve',
  'reset.expired':
    'Ya se usó o es demasiado antiguo. Inicie sesión con su contraseña y pida uno nuevo debajo del campo del código.',
  'reset.missing': 'Abra de nuevo el enlace de su correo: la dirección de esta página está incompleta.',
}
