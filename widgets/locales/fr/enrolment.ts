import type { enrolment as english } from '../en/enrolment.ts'

export const enrolment: typeof english = {
  'enrolment.title': 'Configurer la validation en deux étapes',
  'enrolment.intro':
    'Vous vous connectez avec votre mot de passe et un code que seul votre appareil connaît. Quel appareil voulez-vous utiliser ?',
  'enrolment.app': 'Application d’authentification',
  'enrolment.appHint': 'Sur votre téléphone : Google Authenticator, Microsoft Authenticator ou toute autre.',
  'enrolment.hardware': 'Appareil dédié',
  'enrolment.hardwareHint': 'Un petit boîtier à écran, avec la clé qui l’accompagnait.',
  'enrolment.emailTitle': 'Il faut d’abord une adresse e-mail',
  'enrolment.email':
    'Votre compte n’a pas d’adresse e-mail, et la validation en deux étapes ne peut pas être configurée sans elle. Ajoutez-la à votre profil ou adressez-vous à votre administrateur, puis réessayez.',
  'enrolment.alreadyTitle': 'La validation en deux étapes est configurée',
  'enrolment.already':
    'Vous pouvez ajouter un autre appareil : un second téléphone, ou un boîtier de réserve.',
  'enrolment.another': 'Ajouter un autre appareil',
  'enrolment.keyTitle': 'Saisissez la clé de votre appareil',
  'enrolment.keyHint':
    'Elle accompagnait l’appareil, sur papier ou dans un fichier. Les espaces et les tirets ne comptent pas.',
  'enrolment.keyRefused':
    'Ce ne peut pas être la clé : elle est trop courte ou incomplète. Vérifiez chaque caractère.',
  'enrolment.serial': 'Numéro de série (facultatif)',
  'enrolment.advanced': 'Avancé',
  'enrolment.advancedHint': 'À modifier seulement si le fabricant l’indique.',
  'enrolment.algorithm': 'Algorithme',
  'enrolment.digits': 'Chiffres',
  'enrolment.period': 'Nouveau code toutes les',
  'enrolment.scanTitle': 'Scannez le code QR',
  'enrolment.scan': 'Ouvrez votre application d’authentification, ajoutez un compte et scannez ce code.',
  'enrolment.openHere': 'Configurer sur cet appareil',
  'enrolment.cantScan': 'Impossible de scanner ?',
  'enrolment.typeKey': (account) =>
    `Saisissez plutôt cette clé dans l’application, pour le compte ${account}.`,
  'enrolment.settings': (algorithm, digits, period) =>
    `Si l’application le demande : basé sur l’heure, ${algorithm}, ${digits} chiffres, un nouveau code toutes les ${period}.`,
  'enrolment.appCode': 'Code de l’application',
  'enrolment.deviceTitle': 'Saisissez les codes de votre appareil',
  'enrolment.deviceCode': 'Code de l’appareil',
  'enrolment.codeNumber': (number) => `Code ${number}`,
  'enrolment.wait': 'Attendez le code suivant.',
  'enrolment.nextCode': 'Saisissez maintenant le code suivant.',
  'enrolment.sameCode': 'C’est encore le même code. Attendez le suivant.',
  'enrolment.codesRejected': 'Ces codes ne sont pas les bons. Recommencez avec le code affiché en ce moment.',
  'enrolment.clockAhead': (offset) =>
    `L’horloge de votre téléphone avance d’environ ${offset}. Activez-y la date et l’heure automatiques, puis saisissez un nouveau code.`,
  'enrolment.clockBehind': (offset) =>
    `L’horloge de votre téléphone retarde d’environ ${offset}. Activez-y la date et l’heure automatiques, puis saisissez un nouveau code.`,
  'enrolment.deviceClock':
    'L’horloge de cet appareil est trop décalée pour qu’il puisse servir. Demandez-en un autre à votre administrateur.',
  'enrolment.expired': 'Le délai est dépassé ; rien n’a été modifié. Veuillez recommencer.',
  'enrolment.deviceTaken':
    'Cette clé est celle d’un appareil déjà utilisé. Vérifiez-la ou adressez-vous à votre administrateur.',
  'enrolment.doneTitle': 'Configuration réussie',
  'enrolment.appDone': 'Désormais, vous vous connectez avec votre mot de passe et un code de l’application.',
  'enrolment.hardwareDone':
    'Désormais, vous vous connectez avec votre mot de passe et un code de l’appareil.',
  'enrolment.codesLost':
    'La connexion a été coupée avant l’affichage de vos codes de secours. Créez-en de nouveaux maintenant, pour pouvoir entrer sans votre appareil.',
}
