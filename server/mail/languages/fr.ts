import type { MailTexts } from '../texts.ts'

export const fr: MailTexts = {
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
    subject: 'Réinitialiser votre second facteur',
    lead: 'Vous avez demandé à réinitialiser le second facteur de votre connexion.',
    button: 'Réinitialiser maintenant',
    validFor: (duration) => `Le lien fonctionne une seule fois et pendant ${duration}.`,
    consequence:
      'Vos authentificateurs, vos codes de récupération et vos appareils de confiance seront ensuite supprimés, et vous pourrez configurer un nouvel authentificateur.',
    warning:
      "Si vous n'avez rien demandé, n'ouvrez pas le lien. Quelqu'un connaît votre mot de passe : changez-le et prévenez votre administrateur.",
  },
  enrolment: {
    subject: 'Configurez votre second facteur',
    lead: 'Votre connexion peut être protégée par un second facteur : en plus de votre mot de passe, vous saisissez alors un code affiché par une application de votre téléphone.',
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
      subject: 'Un second facteur a été configuré',
      lead: 'Un authentificateur a été configuré pour votre connexion.',
    },
    disabled: {
      subject: 'Votre second facteur a été désactivé',
      lead: 'Le second facteur de votre connexion a été désactivé. Sa configuration est conservée.',
    },
    enabled: {
      subject: 'Votre second facteur a été activé',
      lead: 'Le second facteur de votre connexion a été réactivé.',
    },
    deleted: {
      subject: 'Un second facteur a été supprimé',
      lead: 'Un authentificateur a été retiré de votre connexion.',
    },
    reset: {
      subject: 'Votre second facteur a été réinitialisé',
      lead: 'Le second facteur de votre connexion a été réinitialisé : vos authentificateurs, vos codes de récupération et vos appareils de confiance ont été supprimés.',
    },
    'recovery-codes-made': {
      subject: 'De nouveaux codes de récupération ont été créés',
      lead: 'De nouveaux codes de récupération ont été créés pour votre connexion. Les anciens ne fonctionnent plus.',
    },
    'recovery-codes-deleted': {
      subject: 'Vos codes de récupération ont été supprimés',
      lead: 'Les codes de récupération de votre connexion ont été supprimés.',
    },
    'recovery-code-used': {
      subject: 'Un code de récupération a été utilisé',
      lead: "Quelqu'un s'est connecté avec l'un de vos codes de récupération. Il ne fonctionnera plus.",
    },
    'device-assigned': {
      subject: 'Un authentificateur matériel vous a été attribué',
      lead: 'Un authentificateur matériel a été attribué à votre connexion.',
    },
  },
  changedByAdmin:
    "Cette modification a été faite par un administrateur. Si vous ne l'attendiez pas, renseignez-vous auprès de lui.",
  changedByUser:
    "Si c'était vous, vous n'avez rien à faire. Sinon, changez votre mot de passe et prévenez votre administrateur.",
  test: {
    subject: 'Message de test',
    lead: 'Ceci est un test. Les messages du service de connexion de votre système téléphonique vous parviennent.',
  },
}
