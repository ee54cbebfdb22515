import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': 'Herstelcodes',
  'recovery-codes.intro':
    'Met elke code komt u één keer binnen als u uw authenticator niet bij de hand hebt.',
  'recovery-codes.left': (left) => (left === 1 ? 'Nog één herstelcode' : `Nog ${left} herstelcodes`),
  'recovery-codes.few': 'Ze raken op. Maak op tijd nieuwe.',
  'recovery-codes.none':
    'U hebt geen herstelcodes. Raakt u uw authenticator kwijt, dan komt u er niet in tot die opnieuw is ingesteld.',
  'recovery-codes.notEnrolled': 'Herstelcodes vervangen een authenticator. Stel er eerst een in.',
  'recovery-codes.make': 'Nieuwe codes maken',
  'recovery-codes.makeTitle': 'Nieuwe herstelcodes maken?',
  'recovery-codes.makeConsequence': 'De codes die u nu hebt, werken dan meteen niet meer.',
  'recovery-codes.made': 'Uw nieuwe herstelcodes werken vanaf nu.',
  'recovery-codes.delete': 'Codes verwijderen',
  'recovery-codes.deleteTitle': 'Uw herstelcodes verwijderen?',
  'recovery-codes.deleteConsequence':
    'Ze werken dan meteen niet meer. Raakt u uw authenticator kwijt, dan komt u er niet in tot die opnieuw is ingesteld.',
  'recovery-codes.deleted': 'Uw herstelcodes zijn verwijderd.',
  'recovery-codes.saveTitle': 'Bewaar uw herstelcodes',
  'recovery-codes.save':
    'Bewaar ze op een veilige plek, niet alleen op uw telefoon. Met elke code komt u één keer binnen als u uw authenticator niet bij de hand hebt. Ze worden alleen nu getoond.',
  'recovery-codes.of': (issuer, account) => `${issuer}: herstelcodes van ${account}`,
  'recovery-codes.once': 'Elke code werkt één keer.',
  'recovery-codes.download': 'Downloaden',
  'recovery-codes.print': 'Afdrukken',
  'recovery-codes.saved': 'Ik heb deze codes bewaard',
  'recovery-codes.saveFirst':
    'Bewaar eerst de codes en zet dan het vinkje: niemand kan ze u nog een keer tonen.',
}
