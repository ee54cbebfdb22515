import type { reset as english } from '../en/reset.ts'

export const reset: typeof english = {
  'reset.title': 'Uw authenticator opnieuw instellen',
  'reset.intro':
    'Hiermee wordt de tweede factor van uw account verwijderd, samen met uw herstelcodes en vertrouwde apparaten. Uw wachtwoord blijft hetzelfde.',
  'reset.warning':
    'Hebt u hier niet om gevraagd? Sluit deze pagina en wijzig uw wachtwoord: iemand kent het.',
  'reset.submit': 'Nu verwijderen',
  'reset.doneTitle': 'Uw authenticator is verwijderd',
  'reset.done': (name) => `${name}, u kunt nu inloggen met alleen uw wachtwoord.`,
  'reset.setUpAgain': 'Stel snel weer een authenticator in, zodat uw account beschermd blijft.',
  'reset.mustSetUp':
    'Uw account heeft een tweede factor nodig: stel bij de volgende keer inloggen weer een authenticator in.',
  'reset.expiredTitle': 'Deze link werkt niet meer',
  'reset.expired':
    'Hij is al gebruikt of te oud. Log in met uw wachtwoord en vraag onder het veld voor de code een nieuwe aan.',
  'reset.missing': 'Open de link in uw e-mail opnieuw: het adres van deze pagina is onvolledig.',
}
