import type { login as english } from '../en/login.ts'

export const login: typeof english = {
  'login.title': 'Inloggen',
  'login.username': 'Gebruikersnaam',
  'login.submit': 'Inloggen',
  'login.rejected': 'De gebruikersnaam of het wachtwoord klopt niet.',
  'login.codeTitle': 'Verificatie in twee stappen',
  'login.intro.totp': (digits) => `Voer de code van ${digits} cijfers van uw authenticator in.`,
  'login.label.totp': 'Code',
  'login.intro.email-code':
    'Voer de code in die we u hebben gemaild. Het kan een minuut duren voor die aankomt.',
  'login.label.email-code': 'Code uit de e-mail',
  'login.intro.recovery-code':
    'Voer een van de herstelcodes in die u bij het instellen hebt bewaard. Elke code werkt één keer.',
  'login.label.recovery-code': 'Herstelcode',
  'login.verify': 'Verifiëren',
  'login.trust': (duration) => `Dit apparaat vertrouwen: ${duration} lang niet om een code vragen`,
  'login.trustWarning': 'Doe dit niet op een gedeelde computer.',
  'login.use.totp': 'Uw authenticator gebruiken',
  'login.use.recovery-code': 'Een herstelcode gebruiken',
  'login.use.email-code': 'Een code mailen',
  'login.mailAgain': 'Nog een code mailen',
  'login.mailed.email-code': 'Als er een e-mailadres bij uw account hoort, is er een code onderweg.',
  'login.reset': 'Authenticator kwijt? Opnieuw instellen',
  'login.mailed.reset':
    'Als er een e-mailadres bij uw account hoort, is er een link onderweg om uw authenticator opnieuw in te stellen.',
  'login.codesLeft': (left) => (left === 1 ? 'Nog één poging.' : `Nog ${left} pogingen.`),
  'login.expired': 'Dat duurde te lang. Voer uw wachtwoord opnieuw in.',
  'login.startOver': 'Een ander account gebruiken',
  'login.enrolmentTitle': 'Stel eerst verificatie in twee stappen in',
  'login.enrolmentRequired':
    'Uw account heeft een tweede factor nodig en er is er nog geen ingesteld. Open de link in de e-mail van uw beheerder of vraag daar om hulp.',
  'login.done': (name) => `U bent ingelogd als ${name}.`,
}
