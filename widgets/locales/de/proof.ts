import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': 'Bestätigen Sie, dass Sie es sind',
  'proof.intro': 'Diese Änderung betrifft Ihre Anmeldung. Bitte weisen Sie sich dafür noch einmal aus.',
  'proof.codeLabel': 'Code aus Ihrem Authenticator',
  'proof.confirm': 'Bestätigen',
}
