export const enrolment = {
  'enrolment.title': 'Set up two-step verification',
  'enrolment.intro':
    'You log in with your password and a code that only your device knows. Which device do you want to use?',
  'enrolment.app': 'Authenticator app',
  'enrolment.appHint': 'On your phone: Google Authenticator, Microsoft Authenticator or any other.',
  'enrolment.hardware': 'Hardware device',
  'enrolment.hardwareHint': 'A small device with a display, and the key that came with it.',
  'enrolment.emailTitle': 'You need a mail address first',
  'enrolment.email':
    'Your account has no mail address, and two-step verification can’t be set up without one. Add it to your profile or ask your administrator, then try again.',
  'enrolment.alreadyTitle': 'Two-step verification is set up',
  'enrolment.already': 'You can add another device: a second phone, or a hardware device as a spare.',
  'enrolment.another': 'Add another device',
  'enrolment.keyTitle': 'Enter the key of your device',
  'enrolment.keyHint': 'It came with the device, on paper or in a file. Spaces and dashes don’t matter.',
  'enrolment.keyRefused': 'This can’t be the key: it is too short or not complete. Check every character.',
  'enrolment.serial': 'Serial number (optional)',
  'enrolment.advanced': 'Advanced',
  'enrolment.advancedHint': 'Change these only if the vendor says so.',
  'enrolment.algorithm': 'Algorithm',
  'enrolment.digits': 'Digits',
  'enrolment.period': 'New code every',
  'enrolment.scanTitle': 'Scan the QR code',
  'enrolment.scan': 'Open your authenticator app, add an account and scan this code.',
  'enrolment.openHere': 'Set up on this device',
  'enrolment.cantScan': 'Can’t scan it?',
  'enrolment.typeKey': (account: string) => `Type this key into the app instead, for the account ${account}.`,
  'enrolment.settings': (algorithm: string, digits: number, period: string) =>
    `If the app asks: time-based, ${algorithm}, ${digits} digits, a new code every ${period}.`,
  'enrolment.appCode': 'Code from the app',
  'enrolment.deviceTitle': 'Enter the codes of your device',
  'enrolment.deviceCode': 'Code from the device',
  'enrolment.codeNumber': (number: number) => `Code ${number}`,
  'enrolment.wait': 'Wait for the next code.',
  'enrolment.nextCode': 'Enter the next code now.',
  'enrolment.sameCode': 'That is the same code again. Wait for the next one.',
  'enrolment.codesRejected': 'These codes are not right. Begin again with the code that you see now.',
  'enrolment.clockAhead': (offset: string) =>
    `The clock of your phone is about ${offset} ahead. Switch on automatic date and time there, then enter a new code.`,
  'enrolment.clockBehind': (offset: string) =>
    `The clock of your phone is about ${offset} behind. Switch on automatic date and time there, then enter a new code.`,
  'enrolment.deviceClock':
    'The clock of this device is too far off to be used. Ask your administrator for another one.',
  'enrolment.expired': 'That took too long, so nothing was changed. Please begin again.',
  'enrolment.deviceTaken':
    'This key belongs to a device that is in use already. Check it, or ask your administrator.',
  'enrolment.doneTitle': 'Successfully set up',
  'enrolment.appDone': 'From now on you log in with your password and a code from your app.',
  'enrolment.hardwareDone': 'From now on you log in with your password and a code from your device.',
  'enrolment.codesLost':
    'The connection broke before your recovery codes were shown. Make new ones now, so that you can get in without your device.',
}
