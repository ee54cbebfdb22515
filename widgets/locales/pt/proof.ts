import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': 'Confirme que é mesmo você',
  'proof.intro': 'Isto altera a forma como inicia sessão, por isso confirme primeiro a sua identidade.',
  'proof.codeLabel': 'Código do seu autenticador',
  'proof.confirm': 'Confirmar',
}
