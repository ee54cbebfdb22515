import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = {
  lang: 'nl',
  dir: 'ltr',

  'common.network': 'Geen verbinding met de server. Controleer uw netwerk en probeer het opnieuw.',
  'common.fault': 'Er ging bij ons iets mis. Probeer het zo dadelijk opnieuw.',
  'common.unavailable':
    'Dit kan nu niet worden gecontroleerd. Er is geen poging geteld; probeer het straks opnieuw.',
  'common.throttled': (wait) => `Te veel pogingen. Over ${wait} kunt u het opnieuw proberen.`,
  'common.tryAgain': 'Opnieuw proberen',
  'common.password': 'Wachtwoord',
  'common.showPassword': 'Wachtwoord tonen',
  'common.codeIncomplete': (digits) => `Voer alle ${digits} cijfers in.`,
  'common.codeRejected': 'Deze code klopt niet. Controleer de code en probeer het opnieuw.',
  'common.codeUsed': 'Deze code is al gebruikt. Wacht op de volgende.',
  'common.codesHeld': (wait) =>
    `Codes zijn even onderbroken; er is niets tegen u geteld. Over ${wait} werken ze weer.`,
  'common.recoveryCodeHeld':
    'Deze herstelcode is gemaakt voordat een back-up werd teruggezet en telt niet meer. Gebruik een andere manier of vraag het uw beheerder.',
  'common.required': 'Vul dit veld in.',

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
  'login.trustFirst':
    'De code wordt bij het laatste cijfer verzonden: vink eerst het vakje hierboven aan als u dat wilt.',
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
    'Uw account heeft verificatie in twee stappen nodig en die is nog niet ingesteld. Open de link in de e-mail van uw beheerder of vraag daar om hulp.',
  'login.offerTitle': 'Bescherm uw login',
  'login.offer': (time) =>
    `Vanaf ${time} hebt u naast uw wachtwoord een code nodig om in te loggen. Instellen kost een minuut.`,
  'login.setUpNow': 'Nu instellen',
  'login.later': 'Later',
  'login.done': (name) => `U bent ingelogd als ${name}.`,

  'reset.title': 'Uw authenticator opnieuw instellen',
  'reset.intro':
    'Hiermee wordt de verificatie in twee stappen van uw account verwijderd, samen met uw herstelcodes en vertrouwde apparaten. Uw wachtwoord blijft hetzelfde.',
  'reset.warning':
    'Hebt u hier niet om gevraagd? Sluit deze pagina en wijzig uw wachtwoord: iemand kent het.',
  'reset.submit': 'Nu verwijderen',
  'reset.doneTitle': 'Uw authenticator is verwijderd',
  'reset.done': (name) => `${name}, u kunt nu inloggen met alleen uw wachtwoord.`,
  'reset.setUpAgain': 'Stel snel weer een authenticator in, zodat uw account beschermd blijft.',
  'reset.mustSetUp':
    'Uw account heeft verificatie in twee stappen nodig: stel bij de volgende keer inloggen weer een authenticator in.',
  'reset.expiredTitle': 'Deze link werkt niet meer',
  'reset.expired':
    'Hij is al gebruikt of te oud. Log in met uw wachtwoord en vraag onder het veld voor de code een nieuwe aan.',
  'reset.missing': 'Open de link in uw e-mail opnieuw: het adres van deze pagina is onvolledig.',
}
