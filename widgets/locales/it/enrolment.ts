import type { enrolment as english } from '../en/enrolment.ts'

export const enrolment: typeof english = {
  'enrolment.title': 'Configura la verifica in due passaggi',
  'enrolment.intro':
    'Accedi con la password e un codice che solo il tuo dispositivo conosce. Quale dispositivo vuoi usare?',
  'enrolment.app': 'App di autenticazione',
  'enrolment.appHint': 'Sul telefono: Google Authenticator, Microsoft Authenticator o un’altra.',
  'enrolment.hardware': 'Dispositivo fisico',
  'enrolment.hardwareHint': 'Un piccolo apparecchio con display e la chiave che lo accompagnava.',
  'enrolment.emailTitle': 'Prima serve un indirizzo e-mail',
  'enrolment.email':
    'Il tuo account non ha un indirizzo e-mail e senza non si può configurare la verifica in due passaggi. Aggiungilo al tuo profilo o rivolgiti all’amministratore, poi riprova.',
  'enrolment.alreadyTitle': 'La verifica in due passaggi è configurata',
  'enrolment.already':
    'Puoi aggiungere un altro dispositivo: un secondo telefono o un dispositivo fisico di riserva.',
  'enrolment.another': 'Aggiungi un altro dispositivo',
  'enrolment.keyTitle': 'Inserisci la chiave del dispositivo',
  'enrolment.keyHint': 'Era insieme al dispositivo, su carta o in un file. Spazi e trattini non contano.',
  'enrolment.keyRefused':
    'Questa non può essere la chiave: è troppo corta o incompleta. Controlla ogni carattere.',
  'enrolment.serial': 'Numero di serie (facoltativo)',
  'enrolment.advanced': 'Avanzate',
  'enrolment.advancedHint': 'Da modificare solo se lo indica il produttore.',
  'enrolment.algorithm': 'Algoritmo',
  'enrolment.digits': 'Cifre',
  'enrolment.period': 'Nuovo codice ogni',
  'enrolment.scanTitle': 'Scansiona il codice QR',
  'enrolment.scan': 'Apri l’app di autenticazione, aggiungi un account e scansiona questo codice.',
  'enrolment.openHere': 'Configura su questo dispositivo',
  'enrolment.cantScan': 'Non riesci a scansionarlo?',
  'enrolment.typeKey': (account) => `Inserisci invece questa chiave nell’app, per l’account ${account}.`,
  'enrolment.settings': (algorithm, digits, period) =>
    `Se l’app lo chiede: basato sul tempo, ${algorithm}, ${digits} cifre, un nuovo codice ogni ${period}.`,
  'enrolment.appCode': 'Codice dell’app',
  'enrolment.deviceTitle': 'Inserisci i codici del dispositivo',
  'enrolment.deviceCode': 'Codice del dispositivo',
  'enrolment.codeNumber': (number) => `Codice ${number}`,
  'enrolment.wait': 'Aspetta il prossimo codice.',
  'enrolment.nextCode': 'Inserisci ora il prossimo codice.',
  'enrolment.sameCode': 'È di nuovo lo stesso codice. Aspetta il prossimo.',
  'enrolment.codesRejected': 'Questi codici non sono corretti. Ricomincia con il codice che vedi adesso.',
  'enrolment.clockAhead': (offset) =>
    `L’orologio del telefono è avanti di circa ${offset}. Attiva data e ora automatiche sul telefono, poi inserisci un nuovo codice.`,
  'enrolment.clockBehind': (offset) =>
    `L’orologio del telefono è indietro di circa ${offset}. Attiva data e ora automatiche sul telefono, poi inserisci un nuovo codice.`,
  'enrolment.deviceClock':
    'L’orologio di questo dispositivo è troppo sfasato per poterlo usare. Chiedine un altro all’amministratore.',
  'enrolment.expired': 'È passato troppo tempo; non è stato modificato nulla. Ricomincia.',
  'enrolment.deviceTaken':
    'Questa chiave è di un dispositivo già in uso. Controllala o chiedi all’amministratore.',
  'enrolment.doneTitle': 'Configurazione riuscita',
  'enrolment.appDone': 'Da ora in poi accedi con la password e un codice dell’app.',
  'enrolment.hardwareDone': 'Da ora in poi accedi con la password e un codice del dispositivo.',
  'enrolment.codesLost':
    'La connessione si è interrotta prima di mostrare i codici di recupero. Creane di nuovi adesso, per poter accedere senza il dispositivo.',
}
