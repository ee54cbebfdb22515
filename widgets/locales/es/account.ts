import type { account as english } from '../en/account.ts'

export const account: typeof english = {
  'account.title': 'Verificación en dos pasos',
  'account.enabled': 'Activada',
  'account.enabledText': 'Inicia sesión con su contraseña y un código.',
  'account.disabled': 'Desactivado',
  'account.disabledText': 'Está configurada pero desactivada: basta con su contraseña para iniciar sesión.',
  'account.pending': 'Sin terminar',
  'account.pendingText': 'Ha empezado a configurarla y aún no ha terminado.',
  'account.required': 'Obligatoria',
  'account.requiredText': 'Su cuenta necesita un segundo factor. Configure uno ahora.',
  'account.requiredBy': (date) =>
    `Configure un segundo factor antes del ${date}. Después no podrá iniciar sesión sin él.`,
  'account.not-enrolled': 'Sin configurar',
  'account.not-enrolledText':
    'Basta con su contraseña para iniciar sesión. Un segundo factor protege su cuenta.',
  'account.setUp': 'Configurar ahora',
  'account.authenticators': 'Autenticadores',
  'account.since': (date) => `Desde el ${date}`,
  'account.enable': 'Activar',
  'account.disable': 'Desactivar',
  'account.disableTitle': '¿Desactivar este autenticador?',
  'account.disableConsequence':
    'Sus códigos no se aceptan hasta que lo active de nuevo. No tendrá que volver a configurarlo.',
  'account.delete': 'Eliminar',
  'account.deleteTitle': '¿Eliminar este autenticador?',
  'account.deleteConsequence':
    'Sus códigos dejan de servir definitivamente. Quite también la cuenta de la aplicación.',
  'account.deleteLastConsequence':
    'Sus códigos dejan de servir definitivamente, y también los de recuperación. Después bastará con su contraseña para iniciar sesión.',
  'account.deleted': 'El autenticador se ha eliminado.',
  'account.manage': 'Gestionar',
  'account.trustedDevices': 'Dispositivos de confianza',
  'account.noTrustedDevices': 'Ninguno. Se le pide un código en todos los dispositivos.',
  'account.trusted': (used, until) => `Último uso: ${used}; de confianza hasta el ${until}`,
  'account.distrust': 'Dejar de confiar',
  'account.distrusted': 'En este dispositivo se volverá a pedir un código.',
  'account.conflict':
    'Su cuenta necesita un segundo factor, y este es el único activado. Añada antes otro dispositivo.',
  'account.lastAdmin':
    'Es usted el último administrador con un segundo factor. Otra persona debe tener uno antes de que se quite el suyo.',
  'account.changedMeanwhile': 'Mientras tanto se ha cambiado en otro lugar. Así está ahora.',
}
