import type { login as english } from '../en/login.ts'

export const login: typeof english = {
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
    'Il tuo account richiede un secondo fattore e non ne è ancora configurato nessuno. Apri il link nell’e-mail del tuo amministratore o chiedigli aiuto.',
  'login.done': (name) => `Hai eseguito l’accesso come ${name}.`,
}
