import type { common as english } from '../en/common.ts'

export const common: typeof english = {
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
  'common.required': 'Vul dit veld in.',
}
