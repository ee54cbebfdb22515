import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': 'Codes de secours',
  'recovery-codes.intro':
    'Chacun vous permet d’entrer une fois quand vous n’avez pas votre authentificateur sous la main.',
  'recovery-codes.left': (left) =>
    left === 1 ? 'Il reste un code de secours' : `Il reste ${left} codes de secours`,
  'recovery-codes.few': 'Il n’en reste plus beaucoup. Créez-en de nouveaux à temps.',
  'recovery-codes.none':
    'Vous n’avez aucun code de secours. Sans eux, perdre l’authentificateur vous bloque jusqu’à sa réinitialisation.',
  'recovery-codes.notEnrolled':
    'Les codes de secours remplacent un authentificateur. Configurez-en d’abord un.',
  'recovery-codes.make': 'Créer de nouveaux codes',
  'recovery-codes.makeTitle': 'Créer de nouveaux codes de secours ?',
  'recovery-codes.makeConsequence': 'Vos codes actuels cessent aussitôt de fonctionner.',
  'recovery-codes.made': 'Vos nouveaux codes de secours sont valables dès maintenant.',
  'recovery-codes.delete': 'Supprimer les codes',
  'recovery-codes.deleteTitle': 'Supprimer vos codes de secours ?',
  'recovery-codes.deleteConsequence':
    'Ils cessent aussitôt de fonctionner. Sans eux, perdre l’authentificateur vous bloque jusqu’à sa réinitialisation.',
  'recovery-codes.deleted': 'Vos codes de secours sont supprimés.',
  'recovery-codes.saveTitle': 'Enregistrez vos codes de secours',
  'recovery-codes.save':
    'Conservez-les en lieu sûr, pas seulement sur votre téléphone. Chacun vous permet d’entrer une fois quand vous n’avez pas votre authentificateur sous la main. Ils ne sont affichés que maintenant.',
  'recovery-codes.of': (issuer, account) => `${issuer} : codes de secours de ${account}`,
  'recovery-codes.once': 'Chaque code sert une seule fois.',
  'recovery-codes.download': 'Télécharger',
  'recovery-codes.print': 'Imprimer',
  'recovery-codes.saved': 'J’ai enregistré ces codes',
  'recovery-codes.saveFirst':
    'Enregistrez d’abord les codes, puis cochez la case : personne ne pourra vous les montrer de nouveau.',
}
