import type { login as english } from '../en/login.ts'

export const login: typeof english = {
  'login.title': 'Connexion',
  'login.username': 'Nom d’utilisateur',
  'login.submit': 'Se connecter',
  'login.rejected': 'Le nom d’utilisateur ou le mot de passe n’est pas le bon.',
  'login.codeTitle': 'Validation en deux étapes',
  'login.intro.totp': (digits) =>
    `Saisissez le code à ${digits} chiffres de votre application d’authentification.`,
  'login.label.totp': 'Code',
  'login.intro.email-code': 'Saisissez le code reçu par e-mail. Il peut mettre une minute à arriver.',
  'login.label.email-code': 'Code reçu par e-mail',
  'login.intro.recovery-code':
    'Saisissez un des codes de secours enregistrés lors de la configuration. Chacun sert une seule fois.',
  'login.label.recovery-code': 'Code de secours',
  'login.verify': 'Valider',
  'login.trust': (duration) =>
    `Faire confiance à cet appareil : ne plus demander de code pendant ${duration}`,
  'login.trustWarning': 'À éviter sur un ordinateur partagé.',
  'login.use.totp': 'Utiliser l’application d’authentification',
  'login.use.recovery-code': 'Utiliser un code de secours',
  'login.use.email-code': 'Recevoir un code par e-mail',
  'login.mailAgain': 'Envoyer un autre code',
  'login.mailed.email-code': 'Si votre compte a une adresse e-mail, un code est en route.',
  'login.reset': 'Authentificateur perdu ? Réinitialiser',
  'login.mailed.reset': 'Si votre compte a une adresse e-mail, un lien de réinitialisation est en route.',
  'login.codesLeft': (left) => (left === 1 ? 'Encore un essai.' : `Encore ${left} essais.`),
  'login.expired': 'Le délai est dépassé. Saisissez de nouveau votre mot de passe.',
  'login.startOver': 'Utiliser un autre compte',
  'login.enrolmentTitle': 'Configurez d’abord la validation en deux étapes',
  'login.enrolmentRequired':
    'Votre compte exige un second facteur et aucun n’est encore configuré. Ouvrez le lien reçu par e-mail de votre administrateur, ou demandez-lui de l’aide.',
  'login.done': (name) => `Vous êtes connecté en tant que ${name}.`,
}
