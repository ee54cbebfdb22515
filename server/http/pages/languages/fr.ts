import type { PageTexts } from '../texts.ts'

export const fr: PageTexts = {
  linkOver: {
    title: 'Ce lien n’est plus valable',
    lead: 'Il a été utilisé, a expiré, ou un lien plus récent a été envoyé. Connectez-vous et demandez-en un autre ; seul le dernier message compte.',
  },
  done: 'Terminé',
  reset: {
    title: 'Réinitialiser le second facteur',
    consequence:
      'Vos authentificateurs, codes de récupération et appareils de confiance sont supprimés. Vous vous connectez ensuite avec le seul mot de passe, jusqu’à ce qu’un second facteur soit de nouveau configuré.',
    button: 'Réinitialiser maintenant',
    warning:
      'Vous n’avez rien demandé ? Alors quelqu’un connaît votre mot de passe : fermez cette page et changez-le.',
    doneTitle: 'Le second facteur est désactivé',
    done: (name) =>
      `Le second facteur de ${name} est désactivé. Connectez-vous avec le mot de passe et configurez-le bientôt à nouveau.`,
  },
  enrol: {
    title: 'Configurez votre second facteur',
    lead: 'Une application d’authentification sur votre téléphone crée un nouveau code toutes les trente secondes. Vous vous connectez alors avec votre mot de passe et un code.',
    password: 'Votre mot de passe',
    next: 'Continuer',
    scan: 'Scannez ceci avec votre application d’authentification, ou saisissez-y la clé.',
    openApp: 'Sur le téléphone même : ouvrir l’application',
    qrCode: 'QR code de la clé ci-dessous',
    scanMail:
      'Scannez le QR code du message avec votre application d’authentification, si ce n’est pas déjà fait.',
    code: 'Le code que l’application affiche',
    nextCode: 'Le code suivant',
    confirm: 'Confirmer',
    doneTitle: 'Votre second facteur est configuré',
    done: 'Désormais, vous vous connectez avec votre mot de passe et un code de votre application.',
    recoveryCodes: 'Codes de récupération',
    recoveryLead:
      'Chacun remplace une fois un code de l’application. Imprimez-les ou notez-les maintenant : ils ne seront plus affichés.',
  },
  faults: {
    passwordWrong: 'Le mot de passe est incorrect.',
    unavailable: 'La vérification est impossible pour le moment. Réessayez.',
    throttled: (wait) => `Trop de tentatives. Réessayez dans ${wait}.`,
    emailMissing: 'Il vous faut d’abord une adresse e-mail.',
    tookTooLong: 'Cela a pris trop de temps. Recommencez.',
    codeUsed: 'Ce code a déjà été utilisé. Attendez le suivant.',
    codeWrong: 'Le code est incorrect. Saisissez celui que l’application affiche maintenant.',
  },
}
