import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = {
  lang: 'fr',
  dir: 'ltr',

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
  'common.codesHeld': (wait) =>
    `Les codes sont suspendus pour l’instant ; rien ne vous a été compté. Ils fonctionneront de nouveau dans ${wait}.`,
  'common.recoveryCodeHeld':
    'Ce code de secours date d’avant la restauration d’une sauvegarde et ne compte plus. Utilisez un autre moyen ou demandez à votre administrateur.',
  'common.required': 'Ce champ est à remplir.',

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
  'login.trustFirst':
    'Il est envoyé dès le dernier chiffre : cochez d’abord la case ci-dessus si vous le souhaitez.',
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
    'Votre compte exige la validation en deux étapes, et elle n’est pas encore configurée. Ouvrez le lien reçu par e-mail de votre administrateur, ou demandez-lui de l’aide.',
  'login.offerTitle': 'Protégez votre connexion',
  'login.offer': (time) =>
    `À partir du ${time}, vous aurez besoin d’un code, en plus du mot de passe, pour vous connecter. La configuration prend une minute.`,
  'login.setUpNow': 'Configurer maintenant',
  'login.later': 'Plus tard',
  'login.done': (name) => `Vous êtes connecté en tant que ${name}.`,

  'reset.title': 'Réinitialiser votre authentificateur',
  'reset.intro':
    'La validation en deux étapes de votre compte sera retirée, avec les codes de secours et les appareils de confiance. Votre mot de passe ne change pas.',
  'reset.warning':
    'Si vous n’avez rien demandé, fermez cette page et changez de mot de passe : quelqu’un le connaît.',
  'reset.submit': 'Réinitialiser',
  'reset.doneTitle': 'Votre authentificateur est réinitialisé',
  'reset.done': (name) => `${name}, vous pouvez maintenant vous connecter avec votre seul mot de passe.`,
  'reset.setUpAgain': 'Configurez bientôt un nouvel authentificateur pour que votre compte reste protégé.',
  'reset.mustSetUp':
    'Votre compte exige la validation en deux étapes : configurez un authentificateur à la prochaine connexion.',
  'reset.expiredTitle': 'Ce lien n’est plus valable',
  'reset.expired':
    'Il a déjà servi ou il est trop ancien. Connectez-vous avec votre mot de passe et demandez-en un nouveau sous le champ du code.',
  'reset.missing': 'Ouvrez de nouveau le lien de votre e-mail : l’adresse de cette page est incomplète.',
}
