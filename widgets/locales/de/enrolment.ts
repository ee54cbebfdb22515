import type { enrolment as english } from '../en/enrolment.ts'

export const enrolment: typeof english = {
  'enrolment.title': 'Bestätigung in zwei Schritten einrichten',
  'enrolment.intro':
    'Sie melden sich mit Ihrem Passwort und einem Code an, den nur Ihr Gerät kennt. Welches Gerät möchten Sie verwenden?',
  'enrolment.app': 'Authenticator-App',
  'enrolment.appHint': 'Auf Ihrem Telefon: Google Authenticator, Microsoft Authenticator oder eine andere.',
  'enrolment.hardware': 'Hardwaregerät',
  'enrolment.hardwareHint': 'Ein kleines Gerät mit Anzeige und der Schlüssel, der dabei war.',
  'enrolment.emailTitle': 'Zuerst braucht es eine E-Mail-Adresse',
  'enrolment.email':
    'Zu Ihrem Konto gehört keine E-Mail-Adresse, und ohne sie lässt sich die Bestätigung in zwei Schritten nicht einrichten. Tragen Sie eine in Ihrem Profil ein oder wenden Sie sich an Ihre Administration; versuchen Sie es dann noch einmal.',
  'enrolment.alreadyTitle': 'Die Bestätigung in zwei Schritten ist eingerichtet',
  'enrolment.already':
    'Sie können ein weiteres Gerät hinzufügen: ein zweites Telefon oder ein Hardwaregerät als Reserve.',
  'enrolment.another': 'Weiteres Gerät hinzufügen',
  'enrolment.keyTitle': 'Schlüssel Ihres Geräts eingeben',
  'enrolment.keyHint':
    'Er lag dem Gerät bei, auf Papier oder als Datei. Leerzeichen und Bindestriche spielen keine Rolle.',
  'enrolment.keyRefused':
    'Das kann nicht der Schlüssel sein: Er ist zu kurz oder unvollständig. Prüfen Sie jedes Zeichen.',
  'enrolment.serial': 'Seriennummer (freiwillig)',
  'enrolment.advanced': 'Erweitert',
  'enrolment.advancedHint': 'Nur ändern, wenn der Hersteller es so angibt.',
  'enrolment.algorithm': 'Algorithmus',
  'enrolment.digits': 'Stellen',
  'enrolment.period': 'Neuer Code alle',
  'enrolment.scanTitle': 'QR-Code scannen',
  'enrolment.scan':
    'Öffnen Sie Ihre Authenticator-App, fügen Sie ein Konto hinzu und scannen Sie diesen Code.',
  'enrolment.openHere': 'Auf diesem Gerät einrichten',
  'enrolment.cantScan': 'Scannen geht nicht?',
  'enrolment.typeKey': (account) =>
    `Geben Sie stattdessen diesen Schlüssel in der App ein, für das Konto ${account}.`,
  'enrolment.settings': (algorithm, digits, period) =>
    `Falls die App danach fragt: zeitbasiert, ${algorithm}, ${digits} Stellen, neuer Code alle ${period}.`,
  'enrolment.appCode': 'Code aus der App',
  'enrolment.deviceTitle': 'Codes Ihres Geräts eingeben',
  'enrolment.deviceCode': 'Code vom Gerät',
  'enrolment.codeNumber': (number) => `Code ${number}`,
  'enrolment.wait': 'Warten Sie auf den nächsten Code.',
  'enrolment.nextCode': 'Geben Sie jetzt den nächsten Code ein.',
  'enrolment.sameCode': 'Das ist noch einmal derselbe Code. Warten Sie auf den nächsten.',
  'enrolment.codesRejected':
    'Diese Codes stimmen nicht. Beginnen Sie noch einmal mit dem Code, der jetzt angezeigt wird.',
  'enrolment.clockAhead': (offset) =>
    `Die Uhr Ihres Telefons geht etwa ${offset} vor. Schalten Sie dort „Datum und Uhrzeit automatisch“ ein und geben Sie dann einen neuen Code ein.`,
  'enrolment.clockBehind': (offset) =>
    `Die Uhr Ihres Telefons geht etwa ${offset} nach. Schalten Sie dort „Datum und Uhrzeit automatisch“ ein und geben Sie dann einen neuen Code ein.`,
  'enrolment.deviceClock':
    'Die Uhr dieses Geräts geht zu falsch, um es zu verwenden. Bitten Sie Ihre Administration um ein anderes.',
  'enrolment.expired': 'Das hat zu lange gedauert; es wurde nichts geändert. Bitte beginnen Sie noch einmal.',
  'enrolment.deviceTaken':
    'Dieser Schlüssel gehört zu einem Gerät, das schon verwendet wird. Prüfen Sie ihn oder fragen Sie Ihre Administration.',
  'enrolment.doneTitle': 'Erfolgreich eingerichtet',
  'enrolment.appDone': 'Ab jetzt melden Sie sich mit Ihrem Passwort und einem Code aus der App an.',
  'enrolment.hardwareDone': 'Ab jetzt melden Sie sich mit Ihrem Passwort und einem Code vom Gerät an.',
  'enrolment.codesLost':
    'Die Verbindung brach ab, bevor Ihre Wiederherstellungscodes angezeigt wurden. Erstellen Sie jetzt neue, damit Sie auch ohne Ihr Gerät hineinkommen.',
}
