import type { enrolment as english } from '../en/enrolment.ts'

export const enrolment: typeof english = {
  'enrolment.title': 'Configurar la verificación en dos pasos',
  'enrolment.intro':
    'Iniciará sesión con su contraseña y un código que solo conoce su dispositivo. ¿Qué dispositivo quiere usar?',
  'enrolment.app': 'Aplicación de autenticación',
  'enrolment.appHint': 'En su teléfono: Google Authenticator, Microsoft Authenticator o cualquier otra.',
  'enrolment.hardware': 'Dispositivo físico',
  'enrolment.hardwareHint': 'Un pequeño aparato con pantalla y la clave que lo acompañaba.',
  'enrolment.emailTitle': 'Primero hace falta una dirección de correo',
  'enrolment.email':
    'Su cuenta no tiene dirección de correo, y sin ella no se puede configurar la verificación en dos pasos. Añádala a su perfil o pídasela a su administrador, y vuelva a intentarlo.',
  'enrolment.alreadyTitle': 'La verificación en dos pasos está configurada',
  'enrolment.already':
    'Puede añadir otro dispositivo: un segundo teléfono o un dispositivo físico de reserva.',
  'enrolment.another': 'Añadir otro dispositivo',
  'enrolment.keyTitle': 'Escriba la clave de su dispositivo',
  'enrolment.keyHint':
    'Venía con el dispositivo, en papel o en un archivo. Los espacios y guiones no importan.',
  'enrolment.keyRefused':
    'Esta no puede ser la clave: es demasiado corta o está incompleta. Revise cada carácter.',
  'enrolment.serial': 'Número de serie (opcional)',
  'enrolment.advanced': 'Avanzado',
  'enrolment.advancedHint': 'Cámbielo solo si lo indica el fabricante.',
  'enrolment.algorithm': 'Algoritmo',
  'enrolment.digits': 'Cifras',
  'enrolment.period': 'Código nuevo cada',
  'enrolment.scanTitle': 'Escanee el código QR',
  'enrolment.scan': 'Abra su aplicación de autenticación, añada una cuenta y escanee este código.',
  'enrolment.openHere': 'Configurar en este dispositivo',
  'enrolment.cantScan': '¿No puede escanearlo?',
  'enrolment.typeKey': (account) => `Escriba esta clave en la aplicación, para la cuenta ${account}.`,
  'enrolment.settings': (algorithm, digits, period) =>
    `Si la aplicación lo pregunta: basado en la hora, ${algorithm}, ${digits} cifras, un código nuevo cada ${period}.`,
  'enrolment.appCode': 'Código de la aplicación',
  'enrolment.deviceTitle': 'Escriba los códigos de su dispositivo',
  'enrolment.deviceCode': 'Código del dispositivo',
  'enrolment.codeNumber': (number) => `Código ${number}`,
  'enrolment.wait': 'Espere al código siguiente.',
  'enrolment.nextCode': 'Escriba ahora el código siguiente.',
  'enrolment.sameCode': 'Es otra vez el mismo código. Espere al siguiente.',
  'enrolment.codesRejected': 'Estos códigos no son correctos. Empiece de nuevo con el código que ve ahora.',
  'enrolment.clockAhead': (offset) =>
    `El reloj de su teléfono va adelantado unos ${offset}. Active allí la fecha y hora automáticas y escriba un código nuevo.`,
  'enrolment.clockBehind': (offset) =>
    `El reloj de su teléfono va atrasado unos ${offset}. Active allí la fecha y hora automáticas y escriba un código nuevo.`,
  'enrolment.deviceClock':
    'El reloj de este dispositivo está demasiado desajustado para usarlo. Pida otro a su administrador.',
  'enrolment.expired': 'Ha pasado demasiado tiempo; no se ha cambiado nada. Empiece de nuevo.',
  'enrolment.deviceTaken':
    'Esta clave es de un dispositivo que ya está en uso. Compruébela o consulte a su administrador.',
  'enrolment.doneTitle': 'Configuración completada',
  'enrolment.appDone': 'A partir de ahora iniciará sesión con su contraseña y un código de la aplicación.',
  'enrolment.hardwareDone':
    'A partir de ahora iniciará sesión con su contraseña y un código del dispositivo.',
  'enrolment.codesLost':
    'La conexión se cortó antes de mostrar sus códigos de recuperación. Cree ahora otros nuevos, para poder entrar sin su dispositivo.',
}
