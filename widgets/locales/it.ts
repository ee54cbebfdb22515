import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = {
  lang: 'it',
  dir: 'ltr',

  'common.network': 'Nessuna connessione al server. Controlla la rete e riprova.',
  'common.fault': 'Qualcosa è andato storto da parte nostra. Riprova tra un momento.',
  'common.unavailable':
    'Al momento non è possibile verificare. Nessun tentativo è stato contato; riprova tra poco.',
  'common.throttled': (wait) => `Troppi tentativi. Puoi riprovare tra ${wait}.`,
  'common.tryAgain': 'Riprova',
  'common.password': 'Password',
  'common.showPassword': 'Mostra la password',
  'common.codeIncomplete': (digits) => `Inserisci tutte le ${digits} cifre.`,
  'common.codeRejected': 'Il codice non è corretto. Controllalo e riprova.',
  'common.codeUsed': 'Il codice è già stato usato. Aspetta il prossimo.',
  'common.codesHeld': (wait) =>
    `I codici sono sospesi per il momento; nulla è stato conteggiato. Funzioneranno di nuovo tra ${wait}.`,
  'common.recoveryCodeHeld':
    'Questo codice di recupero è stato creato prima del ripristino di un backup e non vale più. Usa un altro modo o chiedi all’amministratore.',
  'common.required': 'Compila questo campo.',

  'login.title': 'Accedi',
  'login.username': 'Nome utente',
  'login.submit': 'Accedi',
  'login.rejected': 'Il nome utente o la password non è corretto.',
  'login.codeTitle': 'Verifica in due passaggi',
  'login.intro.totp': (digits) => `Inserisci il codice di ${digits} cifre del tuo autenticatore.`,
  'login.label.totp': 'Codice',
  'login.intro.email-code':
    'Inserisci il codice che ti abbiamo inviato per e-mail. Può impiegare un minuto ad arrivare.',
  'login.label.email-code': 'Codice ricevuto per e-mail',
  'login.intro.recovery-code':
    'Inserisci uno dei codici di recupero salvati durante la configurazione. Ognuno vale una volta.',
  'login.label.recovery-code': 'Codice di recupero',
  'login.verify': 'Verifica',
  'login.trust': (duration) => `Considera attendibile questo dispositivo: niente codici per ${duration}`,
  'login.trustFirst': 'Viene inviato con l’ultima cifra: se vuoi, spunta prima la casella qui sopra.',
  'login.trustWarning': 'Da evitare su un computer condiviso.',
  'login.use.totp': 'Usa l’autenticatore',
  'login.use.recovery-code': 'Usa un codice di recupero',
  'login.use.email-code': 'Ricevi un codice per e-mail',
  'login.mailAgain': 'Invia un altro codice',
  'login.mailed.email-code': 'Se il tuo account ha un indirizzo e-mail, il codice è in arrivo.',
  'login.reset': 'Hai perso l’autenticatore? Reimpostalo',
  'login.mailed.reset':
    'Se il tuo account ha un indirizzo e-mail, il link per reimpostare l’autenticatore è in arrivo.',
  'login.codesLeft': (left) => (left === 1 ? 'Resta un tentativo.' : `Restano ${left} tentativi.`),
  'login.expired': 'È passato troppo tempo. Inserisci di nuovo la password.',
  'login.startOver': 'Usa un altro account',
  'login.enrolmentTitle': 'Configura prima la verifica in due passaggi',
  'login.enrolmentRequired':
    'Il tuo account richiede la verifica in due passaggi, che non è ancora configurata. Apri il link nell’e-mail del tuo amministratore o chiedigli aiuto.',
  'login.offerTitle': 'Proteggi il tuo accesso',
  'login.offer': (time) =>
    `Dal ${time}, oltre alla password, per accedere servirà un codice. Per configurarlo basta un minuto.`,
  'login.setUpNow': 'Configura ora',
  'login.later': 'Più tardi',
  'login.done': (name) => `Hai eseguito l’accesso come ${name}.`,

  'reset.title': 'Reimposta il tuo autenticatore',
  'reset.intro':
    'La verifica in due passaggi verrà rimossa dal tuo account, insieme ai codici di recupero e ai dispositivi attendibili. La password resta quella di prima.',
  'reset.warning': 'Se non l’hai chiesto tu, chiudi questa pagina e cambia la password: qualcuno la conosce.',
  'reset.submit': 'Reimposta ora',
  'reset.doneTitle': 'Il tuo autenticatore è stato reimpostato',
  'reset.done': (name) => `${name}, ora puoi accedere con la sola password.`,
  'reset.setUpAgain': 'Configura presto un nuovo autenticatore, così il tuo account resta protetto.',
  'reset.mustSetUp':
    'Il tuo account richiede la verifica in due passaggi: configura un autenticatore al prossimo accesso.',
  'reset.expiredTitle': 'Questo link non è più valido',
  'reset.expired':
    'È già stato usato o è troppo vecchio. Accedi con la password e chiedine uno nuovo sotto il campo del codice.',
  'reset.missing': 'Apri di nuovo il link nella tua e-mail: l’indirizzo di questa pagina è incompleto.',
}
