import type { reset as english } from '../en/reset.ts'

export const reset: typeof english = {
  'reset.title': 'Réinitialiser votre authentificateur',
  'reset.intro':
    'Le second facteur de votre compte sera retiré, avec les codes de secours et les appareils de confiance. Votre mot de passe ne change pas.',
  'reset.warning':
    'Si vous n’avez rien demandé, fermez cette page et changez de mot de passe : quelqu’un le connaît.',
  'reset.submit': 'Réinitialiser',
  'reset.doneTitle': 'Votre authentificateur est réinitialisé',
  'reset.done': (name) => `${name}, vous pouvez maintenant vous connecter avec votre seul mot de passe.`,
  'reset.setUpAgain': 'Configurez bientôt un nouvel authentificateur pour que votre compte reste protégé.',
  'reset.mustSetUp':
    'Votre compte exige un second facteur : configurez un authentificateur à la prochaine connexion.',
  'reset.expiredTitle': 'Ce lien n’est plus valable',
  'reset.expired':
    'Il a déjà servi ou il est trop ancien. Connectez-vous avec votre mot de passe et demandez-en un nouveau sous le champ du code.',
  'reset.missing': 'Ouvrez de nouveau le lien de votre e-mail : l’adresse de cette page est incomplète.',
}
