import type { common as english } from '../en/common.ts'

export const common: typeof english = {
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
  'common.required': 'Compila questo campo.',
}
