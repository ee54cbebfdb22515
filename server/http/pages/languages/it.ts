import type { PageTexts } from '../texts.ts'

export const it: PageTexts = {
  linkOver: {
    title: 'Questo link non è più valido',
    lead: 'È stato usato, è scaduto oppure ne è stato inviato uno più recente. Acceda e ne chieda un altro; conta solo l’ultima e-mail.',
  },
  done: 'Fatto',
  reset: {
    title: 'Reimpostare il secondo fattore',
    consequence:
      'I Suoi autenticatori, codici di recupero e dispositivi attendibili vengono eliminati. Poi accede con la sola password, finché un secondo fattore non viene configurato di nuovo.',
    button: 'Reimposta ora',
    warning:
      'Non l’ha chiesto Lei? Allora qualcuno conosce la Sua password: chiuda questa pagina e la cambi.',
    doneTitle: 'Il secondo fattore è disattivato',
    done: (name) =>
      `Il secondo fattore di ${name} è disattivato. Acceda con la password e lo configuri presto di nuovo.`,
  },
  enrol: {
    title: 'Configuri il Suo secondo fattore',
    lead: 'Un’app di autenticazione sul Suo telefono crea un nuovo codice ogni mezzo minuto. Poi accede con la password e un codice.',
    password: 'La Sua password',
    next: 'Continua',
    scan: 'Lo scansioni con l’app di autenticazione, oppure inserisca la chiave nell’app.',
    openApp: 'Sul telefono stesso: apri l’app',
    qrCode: 'Codice QR della chiave qui sotto',
    scanMail: 'Scansioni il codice QR dell’e-mail con l’app di autenticazione, se non l’ha già fatto.',
    code: 'Il codice che l’app mostra',
    nextCode: 'Il codice successivo',
    confirm: 'Conferma',
    doneTitle: 'Il Suo secondo fattore è configurato',
    done: 'D’ora in poi accede con la password e un codice dell’app.',
    recoveryCodes: 'Codici di recupero',
    recoveryLead:
      'Ciascuno sostituisce una volta un codice dell’app. Li stampi o li annoti ora: non saranno più mostrati.',
  },
  faults: {
    passwordWrong: 'La password è errata.',
    unavailable: 'Al momento non è possibile verificare. Riprovi.',
    throttled: (wait) => `Troppi tentativi. Riprovi tra ${wait}.`,
    emailMissing: 'Prima Le serve un indirizzo e-mail.',
    tookTooLong: 'Ci è voluto troppo tempo. Ricominci.',
    codeUsed: 'Questo codice è già stato usato. Attenda il prossimo.',
    codeWrong: 'Il codice è errato. Inserisca quello che l’app mostra ora.',
  },
}
