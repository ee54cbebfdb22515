import type { Texts } from './texts.ts'

export const fr: Texts = {
  mail: {
    greeting: (name) => `Bonjour ${name},`,
    footer:
      'Ce message a été envoyé automatiquement par le service de connexion de votre système téléphonique.',
    linkAsText: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :',
    graceEnds: (time) => `À partir du ${time}, vous aurez besoin du code pour vous connecter.`,
    emailCode: {
      subject: 'Votre code de connexion',
      lead: 'Voici le code pour votre connexion :',
      validFor: (duration) =>
        `Il fonctionne une seule fois, pour cette connexion uniquement, et pendant ${duration}.`,
      warning:
        "Si vous n'êtes pas en train de vous connecter, quelqu'un connaît votre mot de passe : changez-le et prévenez votre administrateur. Personne ne vous demandera jamais ce code.",
    },
    resetLink: {
      subject: 'Réinitialiser votre validation en deux étapes',
      lead: 'Vous avez demandé à réinitialiser la validation en deux étapes de votre connexion.',
      button: 'Réinitialiser maintenant',
      validFor: (duration) => `Le lien fonctionne une seule fois et pendant ${duration}.`,
      consequence:
        'Vos authentificateurs, vos codes de secours et vos appareils de confiance seront ensuite supprimés, et vous pourrez configurer un nouvel authentificateur.',
      warning:
        "Si vous n'avez rien demandé, n'ouvrez pas le lien. Quelqu'un connaît votre mot de passe : changez-le et prévenez votre administrateur.",
    },
    enrolment: {
      subject: 'Configurez votre validation en deux étapes',
      lead: 'Votre connexion peut être protégée par la validation en deux étapes : en plus de votre mot de passe, vous saisissez alors un code affiché par une application de votre téléphone.',
      button: 'Configurer',
      validFor: (duration) =>
        `Le lien est réservé à vous seul, demande votre mot de passe et fonctionne pendant ${duration}.`,
      scan: "Scannez ce code QR avec votre application d'authentification :",
      key: "Ou saisissez cette clé dans l'application :",
      openInApp: "Sur votre téléphone, ce lien ouvre l'application :",
      confirm: "Confirmez ensuite avec un code affiché par l'application :",
      secrecy:
        'Toute personne qui possède le code QR ou la clé peut produire vos codes : supprimez ensuite ce message.',
    },
    notices: {
      enrolled: {
        subject: 'La validation en deux étapes a été configurée',
        lead: 'Un authentificateur a été configuré pour votre connexion.',
      },
      disabled: {
        subject: 'Votre validation en deux étapes a été désactivée',
        lead: 'La validation en deux étapes de votre connexion a été désactivée. Sa configuration est conservée.',
      },
      enabled: {
        subject: 'Votre validation en deux étapes a été activée',
        lead: 'La validation en deux étapes de votre connexion a été réactivée.',
      },
      deleted: {
        subject: 'Un authentificateur a été supprimé',
        lead: 'Un authentificateur a été retiré de votre connexion.',
      },
      reset: {
        subject: 'Votre validation en deux étapes a été réinitialisée',
        lead: 'La validation en deux étapes de votre connexion a été réinitialisée : vos authentificateurs, vos codes de secours et vos appareils de confiance ont été supprimés.',
      },
      'recovery-codes-made': {
        subject: 'De nouveaux codes de secours ont été créés',
        lead: 'De nouveaux codes de secours ont été créés pour votre connexion. Les anciens ne fonctionnent plus.',
      },
      'recovery-codes-deleted': {
        subject: 'Vos codes de secours ont été supprimés',
        lead: 'Les codes de secours de votre connexion ont été supprimés.',
      },
      'recovery-code-used': {
        subject: 'Un code de secours a été utilisé',
        lead: "Quelqu'un s'est connecté avec l'un de vos codes de secours. Il ne fonctionnera plus.",
      },
      'device-assigned': {
        subject: 'Un authentificateur matériel vous a été attribué',
        lead: 'Un authentificateur matériel a été attribué à votre connexion.',
      },
    },
    details: { time: 'Heure', device: 'Appareil', address: 'Adresse', portal: 'Portail' },
    changedByAdmin:
      "Cette modification a été faite par un administrateur. Si vous ne l'attendiez pas, renseignez-vous auprès de lui.",
    changedByUser:
      "Si c'était vous, vous n'avez rien à faire. Sinon, changez votre mot de passe et prévenez votre administrateur.",
    test: {
      subject: 'Message de test',
      lead: 'Ceci est un test. Les messages du service de connexion de votre système téléphonique vous parviennent.',
    },
  },

  pages: {
    home: {
      lead: 'Ce service vérifie les codes avec lesquels les utilisateurs du système téléphonique se connectent.',
      mail: 'Pour configurer ou réinitialiser la validation en deux étapes, ouvrez le lien de l’e-mail que vous avez reçu.',
      portal: 'Se connecter au portail',
      developers: 'Pour les développeurs : l’API',
    },
    notFound: {
      title: 'Page introuvable',
      lead: 'Il n’y a rien à cette adresse. Si vous avez suivi un lien reçu par e-mail, ouvrez-le de nouveau depuis l’e-mail.',
    },
    linkOver: {
      title: 'Ce lien n’est plus valable',
      lead: 'Il a déjà été utilisé, a expiré ou a été remplacé par un lien plus récent. Connectez-vous et demandez-en un autre ; seul le dernier message compte.',
    },
    done: 'Terminé',
    reset: {
      title: 'Réinitialiser la validation en deux étapes',
      consequence:
        'Vos authentificateurs, codes de secours et appareils de confiance sont supprimés. Vous vous connectez ensuite avec le seul mot de passe, jusqu’à ce que la validation en deux étapes soit de nouveau configurée.',
      button: 'Réinitialiser maintenant',
      warning:
        'Vous n’avez rien demandé ? Alors quelqu’un connaît votre mot de passe : fermez cette page et changez-le.',
      doneTitle: 'La validation en deux étapes est désactivée',
      done: (name) =>
        `La validation en deux étapes de ${name} est désactivée. Connectez-vous avec le mot de passe et configurez-la bientôt à nouveau.`,
    },
    enrol: {
      title: 'Configurez votre validation en deux étapes',
      lead: 'Une application d’authentification sur votre téléphone crée un nouveau code toutes les trente secondes. Vous vous connectez alors avec votre mot de passe et un code.',
      userName: 'Nom d’utilisateur',
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
      doneTitle: 'Votre validation en deux étapes est configurée',
      done: 'Désormais, vous vous connectez avec votre mot de passe et un code de votre application.',
      recoveryCodes: 'Codes de secours',
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
      codesHeld: (wait) =>
        `Les codes sont suspendus pour l’instant ; rien ne vous a été compté. Ils fonctionneront de nouveau dans ${wait}.`,
      codeWrong: 'Le code est incorrect. Saisissez celui que l’application affiche maintenant.',
    },
  },
}
