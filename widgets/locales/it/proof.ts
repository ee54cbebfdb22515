import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': 'Conferma che sei tu',
  'proof.intro': 'Questo cambia il tuo modo di accedere, perciò conferma prima la tua identità.',
  'proof.codeLabel': 'Codice del tuo autenticatore',
  'proof.confirm': 'Conferma',
}
