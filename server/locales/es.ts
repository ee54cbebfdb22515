import type { Texts } from './texts.ts'

export const es: Texts = {
  mail: {
    greeting: (name) => `Hola, ${name}:`,
    footer:
      'Este mensaje ha sido enviado automáticamente por el servicio de inicio de sesión de su sistema telefónico.',
    linkAsText: 'Si el botón no funciona, copie esta dirección en su navegador:',
    graceEnds: (time) => `A partir del ${time}, necesitará el código para iniciar sesión.`,
    emailCode: {
      subject: 'Su código de inicio de sesión',
      lead: 'Este es el código para su inicio de sesión:',
      validFor: (duration) => `Funciona una sola vez, solo para este inicio de sesión y durante ${duration}.`,
      warning:
        'Si no está iniciando sesión en este momento, alguien conoce su contraseña: cámbiela y avise a su administrador. Nadie le pedirá nunca este código.',
    },
    resetLink: {
      subject: 'Restablecer su verificación en dos pasos',
      lead: 'Ha solicitado restablecer la verificación en dos pasos de su inicio de sesión.',
      button: 'Restablecer ahora',
      validFor: (duration) => `El enlace funciona una sola vez y durante ${duration}.`,
      consequence:
        'Después se habrán eliminado sus autenticadores, códigos de recuperación y dispositivos de confianza, y podrá configurar un autenticador nuevo.',
      warning:
        'Si no lo ha solicitado, no abra el enlace. Alguien conoce su contraseña: cámbiela y avise a su administrador.',
    },
    enrolment: {
      subject: 'Configure su verificación en dos pasos',
      lead: 'Su inicio de sesión puede protegerse con la verificación en dos pasos: además de la contraseña, introducirá un código de una aplicación de su teléfono.',
      button: 'Configurar',
      validFor: (duration) =>
        `El enlace es solo para usted, le pide su contraseña y funciona durante ${duration}.`,
      scan: 'Escanee este código QR con su aplicación de autenticación:',
      key: 'O introduzca esta clave en la aplicación:',
      openInApp: 'En su teléfono, este enlace abre la aplicación:',
      confirm: 'Después, confírmelo con un código que muestre la aplicación:',
      secrecy: 'Quien tenga el código QR o la clave puede generar sus códigos: elimine este mensaje después.',
    },
    notices: {
      enrolled: {
        subject: 'Se ha configurado la verificación en dos pasos',
        lead: 'Se ha configurado un autenticador para su inicio de sesión.',
      },
      disabled: {
        subject: 'Su verificación en dos pasos se ha desactivado',
        lead: 'La verificación en dos pasos de su inicio de sesión se ha desactivado. Su configuración se conserva.',
      },
      enabled: {
        subject: 'Su verificación en dos pasos se ha activado',
        lead: 'La verificación en dos pasos de su inicio de sesión se ha vuelto a activar.',
      },
      deleted: {
        subject: 'Se ha eliminado un autenticador',
        lead: 'Se ha quitado un autenticador de su inicio de sesión.',
      },
      reset: {
        subject: 'Su verificación en dos pasos se ha restablecido',
        lead: 'La verificación en dos pasos de su inicio de sesión se ha restablecido: se han eliminado sus autenticadores, códigos de recuperación y dispositivos de confianza.',
      },
      'recovery-codes-made': {
        subject: 'Se han creado nuevos códigos de recuperación',
        lead: 'Se han creado nuevos códigos de recuperación para su inicio de sesión. Los anteriores ya no funcionan.',
      },
      'recovery-codes-deleted': {
        subject: 'Sus códigos de recuperación se han eliminado',
        lead: 'Se han eliminado los códigos de recuperación de su inicio de sesión.',
      },
      'recovery-code-used': {
        subject: 'Se ha usado un código de recuperación',
        lead: 'Alguien ha iniciado sesión con uno de sus códigos de recuperación. No funcionará una segunda vez.',
      },
      'device-assigned': {
        subject: 'Se le ha asignado un autenticador físico',
        lead: 'Se ha asignado un autenticador físico a su inicio de sesión.',
      },
    },
    details: { time: 'Hora', device: 'Dispositivo', address: 'Dirección', portal: 'Portal' },
    changedByAdmin: 'Lo ha hecho un administrador. Si no lo esperaba, consulte con su administrador.',
    changedByUser:
      'Si ha sido usted, no tiene que hacer nada. Si no, cambie su contraseña y avise a su administrador.',
    test: {
      subject: 'Mensaje de prueba',
      lead: 'Esto es una prueba. Los mensajes del servicio de inicio de sesión de su sistema telefónico le llegan correctamente.',
    },
  },

  pages: {
    home: {
      lead: 'Este servicio comprueba los códigos con los que los usuarios del sistema telefónico inician sesión.',
      mail: 'Para configurar o restablecer la verificación en dos pasos, abra el enlace del correo que ha recibido.',
      portal: 'Iniciar sesión en el portal',
      developers: 'Para desarrolladores: la API',
    },
    notFound: {
      title: 'Página no encontrada',
      lead: 'No hay nada en esta dirección. Si ha llegado por un enlace de un correo, ábralo de nuevo desde el correo.',
    },
    linkOver: {
      title: 'Este enlace ya no es válido',
      lead: 'Ya se ha usado, ha caducado o se ha sustituido por uno más reciente. Inicie sesión y pida otro; solo cuenta el último correo.',
    },
    done: 'Hecho',
    reset: {
      title: 'Restablecer la verificación en dos pasos',
      consequence:
        'Se eliminan sus autenticadores, códigos de recuperación y dispositivos de confianza. Después iniciará sesión solo con la contraseña, hasta que vuelva a configurarse la verificación en dos pasos.',
      button: 'Restablecer ahora',
      warning:
        '¿No lo ha pedido usted? Entonces alguien conoce su contraseña: cierre esta página y cámbiela.',
      doneTitle: 'La verificación en dos pasos está desactivada',
      done: (name) =>
        `La verificación en dos pasos de ${name} está desactivada. Inicie sesión con la contraseña y configúrela de nuevo pronto.`,
    },
    enrol: {
      title: 'Configure su verificación en dos pasos',
      lead: 'Una aplicación de autenticación en su teléfono crea un código nuevo cada medio minuto. Así iniciará sesión con su contraseña y un código.',
      userName: 'Nombre de usuario',
      password: 'Su contraseña',
      next: 'Continuar',
      scan: 'Escanee esto con su aplicación de autenticación, o escriba la clave en ella.',
      openApp: 'En el propio teléfono: abrir la aplicación',
      qrCode: 'Código QR de la clave de abajo',
      scanMail: 'Escanee el código QR del correo con su aplicación de autenticación, si aún no lo ha hecho.',
      code: 'El código que muestra la aplicación',
      nextCode: 'El código siguiente',
      confirm: 'Confirmar',
      doneTitle: 'Su verificación en dos pasos está configurada',
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
      codesHeld: (wait) =>
        `Los códigos están en pausa; no se ha contado nada en su contra. Volverán a funcionar dentro de ${wait}.`,
      codeWrong: 'El código no es correcto. Escriba el que la aplicación muestra ahora.',
    },
  },
}
