import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': 'Bevestig dat u het bent',
  'proof.intro': 'Dit verandert hoe u inlogt. Bevestig daarom eerst wie u bent.',
  'proof.codeLabel': 'Code van uw authenticator',
  'proof.confirm': 'Bevestigen',
}
