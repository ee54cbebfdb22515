import type { PageTexts } from '../texts.ts'

export const es: PageTexts = {
  linkOver: {
    title: 'Este enlace ya no es válido',
    lead: 'Se ha usado, ha caducado o se ha enviado uno más reciente. Inicie sesión y pida otro; solo cuenta el último correo.',
  },
  done: 'Hecho',
  reset: {
    title: 'Restablecer el segundo factor',
    consequence:
      'Se eliminan sus autenticadores, códigos de recuperación y dispositivos de confianza. Después iniciará sesión solo con la contraseña, hasta que vuelva a configurarse un segundo factor.',
    button: 'Restablecer ahora',
    warning: '¿No lo ha pedido usted? Entonces alguien conoce su contraseña: cierre esta página y cámbiela.',
    doneTitle: 'El segundo factor está desactivado',
    done: (name) =>
      `El segundo factor de ${name} está desactivado. Inicie sesión con la contraseña y configúrelo de nuevo pronto.`,
  },
  enrol: {
    title: 'Configure su segundo factor',
    lead: 'Una aplicación de autenticación en su teléfono crea un código nuevo cada medio minuto. Así iniciará sesión con su contraseña y un código.',
    password: 'Su contraseña',
    next: 'Continuar',
    scan: 'Escanee esto con su aplicación de autenticación, o escriba la clave en ella.',
    openApp: 'En el propio teléfono: abrir la aplicación',
    qrCode: 'Código QR de la clave de abajo',
    scanMail: 'Escanee el código QR del correo con su aplicación de autenticación, si aún no lo ha hecho.',
    code: 'El código que muestra la aplicación',
    nextCode: 'El código siguiente',
    confirm: 'Confirmar',
    doneTitle: 'Su segundo factor está configurado',
    done: 'A partir de ahora iniciará sesión con su contraseña y un código de su aplicación.',
    recoveryCodes: 'Códigos de recuperación',
    recoveryLead:
      'Cada uno sustituye una vez a un código de la aplicación. Imprímalos o anótelos ahora: no se volverán a mostrar.',
  },
  faults: {
    passwordWrong: 'La contraseña no es correcta.',
    unavailable: 'No se puede comprobar en este momento. Inténtelo de nuevo.',
    throttled: (wait) => `Demasiados intentos. Inténtelo de nuevo dentro de ${wait}.`,
    emailMissing: 'Primero necesita una dirección de correo.',
    tookTooLong: 'Ha tardado demasiado. Empiece de nuevo.',
    codeUsed: 'Este código ya se ha usado. Espere al siguiente.',
    codeWrong: 'El código no es correcto. Escriba el que la aplicación muestra ahora.',
  },
}
