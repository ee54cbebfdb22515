import type { common as english } from '../en/common.ts'

export const common: typeof english = {
  'common.network': 'Pas de connexion au serveur. Vérifiez votre réseau et réessayez.',
  'common.fault': 'Un problème est survenu de notre côté. Réessayez dans un instant.',
  'common.unavailable':
    'La vérification est impossible pour le moment. Rien ne vous a été compté ; réessayez bientôt.',
  'common.throttled': (wait) => `Trop de tentatives. Vous pourrez réessayer dans ${wait}.`,
  'common.tryAgain': 'Réessayer',
  'common.password': 'Mot de passe',
  'common.showPassword': 'Afficher le mot de passe',
  'common.codeIncomplete': (digits) => `Saisissez les ${digits} chiffres.`,
  'common.codeRejected': 'Ce code n’est pas le bon. Vérifiez-le et réessayez.',
  'common.codeUsed': 'Ce code a déjà servi. Attendez le suivant.',
  'common.required': 'Ce champ est à remplir.',
}
