import type { MailTexts } from '../texts.ts'

export const es: MailTexts = {
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
    subject: 'Restablecer su segundo factor',
    lead: 'Ha solicitado restablecer el segundo factor de su inicio de sesión.',
    button: 'Restablecer ahora',
    validFor: (duration) => `El enlace funciona una sola vez y durante ${duration}.`,
    consequence:
      'Después se habrán eliminado sus autenticadores, códigos de recuperación y dispositivos de confianza, y podrá configurar un autenticador nuevo.',
    warning:
      'Si no lo ha solicitado, no abra el enlace. Alguien conoce su contraseña: cámbiela y avise a su administrador.',
  },
  enrolment: {
    subject: 'Configure su segundo factor',
    lead: 'Su inicio de sesión puede protegerse con un segundo factor: además de la contraseña, introducirá un código de una aplicación de su teléfono.',
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
      subject: 'Se ha configurado un segundo factor',
      lead: 'Se ha configurado un autenticador para su inicio de sesión.',
    },
    disabled: {
      subject: 'Su segundo factor se ha desactivado',
      lead: 'El segundo factor de su inicio de sesión se ha desactivado. Su configuración se conserva.',
    },
    enabled: {
      subject: 'Su segundo factor se ha activado',
      lead: 'El segundo factor de su inicio de sesión se ha vuelto a activar.',
    },
    deleted: {
      subject: 'Se ha eliminado un segundo factor',
      lead: 'Se ha quitado un autenticador de su inicio de sesión.',
    },
    reset: {
      subject: 'Su segundo factor se ha restablecido',
      lead: 'El segundo factor de su inicio de sesión se ha restablecido: se han eliminado sus autenticadores, códigos de recuperación y dispositivos de confianza.',
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
  changedByAdmin: 'Lo ha hecho un administrador. Si no lo esperaba, consulte con su administrador.',
  changedByUser:
    'Si ha sido usted, no tiene que hacer nada. Si no, cambie su contraseña y avise a su administrador.',
  test: {
    subject: 'Mensaje de prueba',
    lead: 'Esto es una prueba. Los mensajes del servicio de inicio de sesión de su sistema telefónico le llegan correctamente.',
  },
}
