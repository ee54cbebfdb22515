import type { account as english } from '../en/account.ts'

export const account: typeof english = {
  'account.title': 'Verificatie in twee stappen',
  'account.enabled': 'Aan',
  'account.enabledText': 'U logt in met uw wachtwoord en een code.',
  'account.disabled': 'Uit',
  'account.disabledText': 'Het is ingesteld, maar staat uit: uw wachtwoord alleen is genoeg om in te loggen.',
  'account.pending': 'Niet afgerond',
  'account.pendingText': 'U bent begonnen met instellen en nog niet klaar.',
  'account.required': 'Verplicht',
  'account.requiredText': 'Uw account heeft een tweede factor nodig. Stel er nu een in.',
  'account.requiredBy': (date) =>
    `Stel voor ${date} een tweede factor in. Daarna kunt u zonder niet meer inloggen.`,
  'account.not-enrolled': 'Niet ingesteld',
  'account.not-enrolledText':
    'Uw wachtwoord alleen is genoeg om in te loggen. Een tweede factor beschermt uw account.',
  'account.setUp': 'Nu instellen',
  'account.authenticators': 'Authenticators',
  'account.since': (date) => `Sinds ${date}`,
  'account.enable': 'Aanzetten',
  'account.disable': 'Uitzetten',
  'account.disableTitle': 'Deze authenticator uitzetten?',
  'account.disableConsequence':
    'De codes ervan worden niet geaccepteerd tot u hem weer aanzet. U hoeft hem dan niet opnieuw in te stellen.',
  'account.delete': 'Verwijderen',
  'account.deleteTitle': 'Deze authenticator verwijderen?',
  'account.deleteConsequence':
    'De codes ervan werken voorgoed niet meer. Verwijder het account ook uit de app.',
  'account.deleteLastConsequence':
    'De codes ervan werken voorgoed niet meer, en uw herstelcodes ook niet. Daarna is uw wachtwoord alleen genoeg om in te loggen.',
  'account.deleted': 'De authenticator is verwijderd.',
  'account.manage': 'Beheren',
  'account.trustedDevices': 'Vertrouwde apparaten',
  'account.noTrustedDevices': 'Geen. Op elk apparaat wordt u om een code gevraagd.',
  'account.trusted': (used, until) => `Laatst gebruikt: ${used}, vertrouwd tot ${until}`,
  'account.distrust': 'Niet meer vertrouwen',
  'account.distrusted': 'Op dit apparaat wordt weer om een code gevraagd.',
  'account.conflict':
    'Uw account heeft een tweede factor nodig, en dit is de enige die aanstaat. Voeg eerst een ander apparaat toe.',
  'account.lastAdmin':
    'U bent de laatste beheerder met een tweede factor. Eerst moet iemand anders er een hebben, dan kan die van u weg.',
  'account.changedMeanwhile': 'Dit is intussen ergens anders gewijzigd. Zo staat het er nu voor.',
}
