import type { account as english } from '../en/account.ts'

export const account: typeof english = {
  'account.title': 'Verifica in due passaggi',
  'account.enabled': 'Attiva',
  'account.enabledText': 'Accedi con la password e un codice.',
  'account.disabled': 'Disattivato',
  'account.disabledText': 'È configurata ma disattivata: per accedere basta la password.',
  'account.pending': 'Non completata',
  'account.pendingText': 'Hai iniziato a configurarla e non hai ancora finito.',
  'account.required': 'Obbligatoria',
  'account.requiredText': 'Il tuo account richiede un secondo fattore. Configurane uno adesso.',
  'account.requiredBy': (date) =>
    `Configura un secondo fattore entro il ${date}. Dopo non potrai più accedere senza.`,
  'account.not-enrolled': 'Non configurata',
  'account.not-enrolledText': 'Per accedere basta la password. Un secondo fattore protegge il tuo account.',
  'account.setUp': 'Configura ora',
  'account.authenticators': 'Autenticatori',
  'account.since': (date) => `Dal ${date}`,
  'account.enable': 'Attiva',
  'account.disable': 'Disattiva',
  'account.disableTitle': 'Disattivare questo autenticatore?',
  'account.disableConsequence':
    'I suoi codici non vengono accettati finché non lo riattivi. Non dovrai configurarlo di nuovo.',
  'account.delete': 'Elimina',
  'account.deleteTitle': 'Eliminare questo autenticatore?',
  'account.deleteConsequence':
    'I suoi codici smettono di funzionare per sempre. Rimuovi anche l’account dall’app.',
  'account.deleteLastConsequence':
    'I suoi codici smettono di funzionare per sempre, e così i codici di recupero. Dopo, per accedere basterà la password.',
  'account.deleted': 'L’autenticatore è stato eliminato.',
  'account.manage': 'Gestisci',
  'account.trustedDevices': 'Dispositivi attendibili',
  'account.noTrustedDevices': 'Nessuno. Ti viene chiesto un codice su ogni dispositivo.',
  'account.trusted': (used, until) => `Ultimo uso: ${used}, attendibile fino al ${until}`,
  'account.distrust': 'Non considerare più attendibile',
  'account.distrusted': 'Su questo dispositivo verrà chiesto di nuovo un codice.',
  'account.conflict':
    'Il tuo account richiede un secondo fattore e questo è l’unico attivo. Aggiungi prima un altro dispositivo.',
  'account.lastAdmin':
    'Sei l’ultimo amministratore con un secondo fattore. Prima che il tuo possa essere tolto, deve averne uno qualcun altro.',
  'account.changedMeanwhile': 'Nel frattempo è stato modificato altrove. Ecco la situazione attuale.',
}
