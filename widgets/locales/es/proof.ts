import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': 'Confirme que es usted',
  'proof.intro': 'Esto cambia su forma de iniciar sesión, así que antes confirme su identidad.',
  'proof.codeLabel': 'Código de su autenticador',
  'proof.confirm': 'Confirmar',
}
