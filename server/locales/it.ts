import type { Texts } from './texts.ts'

export const it: Texts = {
  mail: {
    greeting: (name) => `Buongiorno ${name},`,
    footer:
      'Questo messaggio è stato inviato automaticamente dal servizio di accesso del Suo sistema telefonico.',
    linkAsText: 'Se il pulsante non funziona, copi questo indirizzo nel browser:',
    graceEnds: (time) => `Dal ${time} il codice sarà necessario per accedere.`,
    emailCode: {
      subject: 'Il Suo codice di accesso',
      lead: 'Ecco il codice per il Suo accesso:',
      validFor: (duration) => `Funziona una sola volta, solo per questo accesso e per ${duration}.`,
      warning:
        "Se non sta effettuando l'accesso in questo momento, qualcuno conosce la Sua password: la cambi e avvisi l'amministratore. Nessuno Le chiederà mai questo codice.",
    },
    resetLink: {
      subject: 'Reimposti la Sua verifica in due passaggi',
      lead: 'Ha chiesto di reimpostare la verifica in due passaggi del Suo accesso.',
      button: 'Reimposta ora',
      validFor: (duration) => `Il link funziona una sola volta e per ${duration}.`,
      consequence:
        'Dopo, i Suoi autenticatori, i codici di recupero e i dispositivi attendibili saranno eliminati e potrà configurare un nuovo autenticatore.',
      warning:
        "Se non è stata una Sua richiesta, non apra il link. Qualcuno conosce la Sua password: la cambi e avvisi l'amministratore.",
    },
    enrolment: {
      subject: 'Configuri la Sua verifica in due passaggi',
      lead: "Il Suo accesso può essere protetto dalla verifica in due passaggi: oltre alla password si inserisce un codice mostrato da un'app sul telefono.",
      button: 'Configura',
      validFor: (duration) => `Il link è solo per Lei, chiede la Sua password e funziona per ${duration}.`,
      scan: 'Scansioni questo codice QR con la Sua app di autenticazione:',
      key: "Oppure inserisca questa chiave nell'app:",
      openInApp: "Sul telefono, questo link apre l'app:",
      confirm: "Poi confermi con un codice mostrato dall'app:",
      secrecy: 'Chi ha il codice QR o la chiave può generare i Suoi codici: dopo, elimini questo messaggio.',
    },
    notices: {
      enrolled: {
        subject: 'È stata configurata la verifica in due passaggi',
        lead: 'È stato configurato un autenticatore per il Suo accesso.',
      },
      disabled: {
        subject: 'La Sua verifica in due passaggi è stata disattivata',
        lead: 'La verifica in due passaggi del Suo accesso è stata disattivata. La configurazione è conservata.',
      },
      enabled: {
        subject: 'La Sua verifica in due passaggi è stata attivata',
        lead: 'La verifica in due passaggi del Suo accesso è stata riattivata.',
      },
      deleted: {
        subject: 'È stato eliminato un autenticatore',
        lead: 'Un autenticatore è stato rimosso dal Suo accesso.',
      },
      reset: {
        subject: 'La Sua verifica in due passaggi è stata reimpostata',
        lead: 'La verifica in due passaggi del Suo accesso è stata reimpostata: i Suoi autenticatori, i codici di recupero e i dispositivi attendibili sono stati eliminati.',
      },
      'recovery-codes-made': {
        subject: 'Sono stati creati nuovi codici di recupero',
        lead: 'Sono stati creati nuovi codici di recupero per il Suo accesso. Quelli precedenti non funzionano più.',
      },
      'recovery-codes-deleted': {
        subject: 'I Suoi codici di recupero sono stati eliminati',
        lead: 'I codici di recupero del Suo accesso sono stati eliminati.',
      },
      'recovery-code-used': {
        subject: 'È stato usato un codice di recupero',
        lead: "Qualcuno ha effettuato l'accesso con uno dei Suoi codici di recupero. Non funziona una seconda volta.",
      },
      'device-assigned': {
        subject: 'Le è stato assegnato un autenticatore hardware',
        lead: 'Un autenticatore hardware è stato assegnato al Suo accesso.',
      },
    },
    details: { time: 'Ora', device: 'Dispositivo', address: 'Indirizzo', portal: 'Portale' },
    changedByAdmin:
      "L'operazione è stata eseguita da un amministratore. Se non se l'aspettava, si rivolga all'amministratore.",
    changedByUser:
      "Se è stato Lei, non deve fare nulla. Altrimenti cambi la password e avvisi l'amministratore.",
    test: {
      subject: 'Messaggio di prova',
      lead: 'Questa è una prova. I messaggi del servizio di accesso del Suo sistema telefonico arrivano correttamente.',
    },
  },

  pages: {
    home: {
      lead: 'Questo servizio verifica i codici con cui gli utenti del sistema telefonico accedono.',
      mail: 'Per configurare o reimpostare la verifica in due passaggi, apra il link nell’e-mail che ha ricevuto.',
      portal: 'Accedi al portale',
      developers: 'Per sviluppatori: l’API',
    },
    notFound: {
      title: 'Pagina non trovata',
      lead: 'A questo indirizzo non c’è nulla. Se è arrivato da un link in un’e-mail, lo apra di nuovo dall’e-mail.',
    },
    linkOver: {
      title: 'Questo link non è più valido',
      lead: 'È già stato usato, è scaduto oppure è stato sostituito da uno più recente. Acceda e ne chieda un altro; conta solo l’ultima e-mail.',
    },
    done: 'Fatto',
    reset: {
      title: 'Reimpostare la verifica in due passaggi',
      consequence:
        'I Suoi autenticatori, codici di recupero e dispositivi attendibili vengono eliminati. Poi accede con la sola password, finché la verifica in due passaggi non viene configurata di nuovo.',
      button: 'Reimposta ora',
      warning:
        'Non l’ha chiesto Lei? Allora qualcuno conosce la Sua password: chiuda questa pagina e la cambi.',
      doneTitle: 'La verifica in due passaggi è disattivata',
      done: (name) =>
        `La verifica in due passaggi di ${name} è disattivata. Acceda con la password e la configuri presto di nuovo.`,
    },
    enrol: {
      title: 'Configuri la Sua verifica in due passaggi',
      lead: 'Un’app di autenticazione sul Suo telefono crea un nuovo codice ogni mezzo minuto. Poi accede con la password e un codice.',
      userName: 'Nome utente',
      password: 'La Sua password',
      next: 'Continua',
      scan: 'Lo scansioni con l’app di autenticazione, oppure inserisca la chiave nell’app.',
      openApp: 'Sul telefono stesso: apri l’app',
      qrCode: 'Codice QR della chiave qui sotto',
      scanMail: 'Scansioni il codice QR dell’e-mail con l’app di autenticazione, se non l’ha già fatto.',
      code: 'Il codice che l’app mostra',
      nextCode: 'Il codice successivo',
      confirm: 'Conferma',
      doneTitle: 'La Sua verifica in due passaggi è configurata',
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
      codesHeld: (wait) =>
        `I codici sono sospesi per il momento; nulla è stato conteggiato. Funzioneranno di nuovo tra ${wait}.`,
      codeWrong: 'Il codice è errato. Inserisca quello che l’app mostra ora.',
    },
  },
}
