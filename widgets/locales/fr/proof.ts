import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': 'Confirmez que c’est bien vous',
  'proof.intro': 'Cela change votre façon de vous connecter : confirmez d’abord votre identité.',
  'proof.codeLabel': 'Code de votre application d’authentification',
  'proof.confirm': 'Confirmer',
}
