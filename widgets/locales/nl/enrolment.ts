import type { enrolment as english } from '../en/enrolment.ts'

export const enrolment: typeof english = {
  'enrolment.title': 'Verificatie in twee stappen instellen',
  'enrolment.intro':
    'U logt in met uw wachtwoord en een code die alleen uw apparaat kent. Welk apparaat wilt u gebruiken?',
  'enrolment.app': 'Authenticator-app',
  'enrolment.appHint': 'Op uw telefoon: Google Authenticator, Microsoft Authenticator of een andere.',
  'enrolment.hardware': 'Hardwareapparaat',
  'enrolment.hardwareHint': 'Een klein apparaat met een schermpje, en de sleutel die erbij zat.',
  'enrolment.emailTitle': 'U hebt eerst een e-mailadres nodig',
  'enrolment.email':
    'Uw account heeft geen e-mailadres, en zonder kan verificatie in twee stappen niet worden ingesteld. Voeg het toe aan uw profiel of vraag het uw beheerder, en probeer het dan opnieuw.',
  'enrolment.alreadyTitle': 'Verificatie in twee stappen is ingesteld',
  'enrolment.already':
    'U kunt nog een apparaat toevoegen: een tweede telefoon, of een hardwareapparaat als reserve.',
  'enrolment.another': 'Nog een apparaat toevoegen',
  'enrolment.keyTitle': 'Voer de sleutel van uw apparaat in',
  'enrolment.keyHint':
    'Die zat bij het apparaat, op papier of in een bestand. Spaties en streepjes maken niet uit.',
  'enrolment.keyRefused': 'Dit kan de sleutel niet zijn: hij is te kort of onvolledig. Controleer elk teken.',
  'enrolment.serial': 'Serienummer (niet verplicht)',
  'enrolment.advanced': 'Geavanceerd',
  'enrolment.advancedHint': 'Wijzig dit alleen als de leverancier het zegt.',
  'enrolment.algorithm': 'Algoritme',
  'enrolment.digits': 'Cijfers',
  'enrolment.period': 'Nieuwe code elke',
  'enrolment.scanTitle': 'Scan de QR-code',
  'enrolment.scan': 'Open uw authenticator-app, voeg een account toe en scan deze code.',
  'enrolment.openHere': 'Op dit apparaat instellen',
  'enrolment.cantScan': 'Lukt scannen niet?',
  'enrolment.typeKey': (account) => `Typ dan deze sleutel in de app, voor het account ${account}.`,
  'enrolment.settings': (algorithm, digits, period) =>
    `Als de app ernaar vraagt: op tijd gebaseerd, ${algorithm}, ${digits} cijfers, elke ${period} een nieuwe code.`,
  'enrolment.appCode': 'Code uit de app',
  'enrolment.deviceTitle': 'Voer de codes van uw apparaat in',
  'enrolment.deviceCode': 'Code van het apparaat',
  'enrolment.codeNumber': (number) => `Code ${number}`,
  'enrolment.wait': 'Wacht op de volgende code.',
  'enrolment.nextCode': 'Voer nu de volgende code in.',
  'enrolment.sameCode': 'Dat is weer dezelfde code. Wacht op de volgende.',
  'enrolment.codesRejected': 'Deze codes kloppen niet. Begin opnieuw met de code die u nu ziet.',
  'enrolment.clockAhead': (offset) =>
    `De klok van uw telefoon loopt ongeveer ${offset} voor. Zet daar automatische datum en tijd aan en voer dan een nieuwe code in.`,
  'enrolment.clockBehind': (offset) =>
    `De klok van uw telefoon loopt ongeveer ${offset} achter. Zet daar automatische datum en tijd aan en voer dan een nieuwe code in.`,
  'enrolment.deviceClock':
    'De klok van dit apparaat wijkt te veel af om het te gebruiken. Vraag uw beheerder om een ander.',
  'enrolment.expired': 'Dat duurde te lang; er is niets gewijzigd. Begin opnieuw.',
  'enrolment.deviceTaken':
    'Deze sleutel hoort bij een apparaat dat al in gebruik is. Controleer de sleutel of vraag het uw beheerder.',
  'enrolment.doneTitle': 'Instellen is gelukt',
  'enrolment.appDone': 'Vanaf nu logt u in met uw wachtwoord en een code uit de app.',
  'enrolment.hardwareDone': 'Vanaf nu logt u in met uw wachtwoord en een code van het apparaat.',
  'enrolment.codesLost':
    'De verbinding viel weg voordat uw herstelcodes werden getoond. Maak nu nieuwe, zodat u ook zonder uw apparaat binnenkomt.',
}
