import type { account as english } from '../en/account.ts'

export const account: typeof english = {
  'account.title': 'Validation en deux étapes',
  'account.enabled': 'Activée',
  'account.enabledText': 'Vous vous connectez avec votre mot de passe et un code.',
  'account.disabled': 'Désactivé',
  'account.disabledText':
    'Elle est configurée mais désactivée : votre mot de passe suffit pour vous connecter.',
  'account.pending': 'Inachevée',
  'account.pendingText': 'Vous avez commencé la configuration sans l’avoir terminée.',
  'account.required': 'Obligatoire',
  'account.requiredText': 'Votre compte exige un second facteur. Configurez-en un maintenant.',
  'account.requiredBy': (date) =>
    `Configurez un second facteur avant le ${date}. Ensuite, vous ne pourrez plus vous connecter sans lui.`,
  'account.not-enrolled': 'Non configurée',
  'account.not-enrolledText':
    'Votre mot de passe suffit pour vous connecter. Un second facteur protège votre compte.',
  'account.setUp': 'Configurer maintenant',
  'account.authenticators': 'Authentificateurs',
  'account.since': (date) => `Depuis le ${date}`,
  'account.enable': 'Activer',
  'account.disable': 'Désactiver',
  'account.disableTitle': 'Désactiver cet authentificateur ?',
  'account.disableConsequence':
    'Ses codes ne sont plus acceptés tant que vous ne le réactivez pas. Vous n’aurez pas à le configurer de nouveau.',
  'account.delete': 'Supprimer',
  'account.deleteTitle': 'Supprimer cet authentificateur ?',
  'account.deleteConsequence':
    'Ses codes cessent définitivement de fonctionner. Retirez aussi le compte de l’application.',
  'account.deleteLastConsequence':
    'Ses codes cessent définitivement de fonctionner, et vos codes de secours aussi. Ensuite, votre mot de passe suffit pour vous connecter.',
  'account.deleted': 'L’authentificateur est supprimé.',
  'account.manage': 'Gérer',
  'account.trustedDevices': 'Appareils de confiance',
  'account.noTrustedDevices': 'Aucun. Un code vous est demandé sur chaque appareil.',
  'account.trusted': (used, until) => `Dernière utilisation : ${used}, de confiance jusqu’au ${until}`,
  'account.distrust': 'Ne plus faire confiance',
  'account.distrusted': 'Un code sera de nouveau demandé sur cet appareil.',
  'account.conflict':
    'Votre compte exige un second facteur, et celui-ci est le seul activé. Ajoutez d’abord un autre appareil.',
  'account.lastAdmin':
    'Vous êtes le dernier administrateur avec un second facteur. Quelqu’un d’autre doit en avoir un avant que le vôtre puisse disparaître.',
  'account.changedMeanwhile': 'Cela a été modifié ailleurs entre-temps. Voici la situation actuelle.',
}
