import type { PageTexts } from '../texts.ts'

export const nl: PageTexts = {
  linkOver: {
    title: 'Deze link werkt niet meer',
    lead: 'Hij is gebruikt, verlopen, of er is een nieuwere verstuurd. Meld u aan en vraag een andere aan; de nieuwste mail telt.',
  },
  done: 'Klaar',
  reset: {
    title: 'Tweede factor resetten',
    consequence:
      'Uw authenticators, herstelcodes en vertrouwde apparaten worden verwijderd. Daarna meldt u zich alleen met uw wachtwoord aan, tot er weer een tweede factor is ingesteld.',
    button: 'Nu resetten',
    warning:
      'Hebt u dit niet aangevraagd? Dan kent iemand uw wachtwoord: sluit deze pagina en wijzig het wachtwoord.',
    doneTitle: 'De tweede factor is uit',
    done: (name) =>
      `De tweede factor van ${name} is uit. Meld u aan met het wachtwoord en stel hem snel weer in.`,
  },
  enrol: {
    title: 'Stel uw tweede factor in',
    lead: 'Een authenticator-app op uw telefoon maakt elke halve minuut een nieuwe code. U meldt zich dan aan met uw wachtwoord en een code.',
    password: 'Uw wachtwoord',
    next: 'Verder',
    scan: 'Scan dit met uw authenticator-app, of typ de sleutel in de app.',
    openApp: 'Op de telefoon zelf: de app openen',
    qrCode: 'QR-code van de sleutel hieronder',
    scanMail: 'Scan de QR-code uit de mail met uw authenticator-app, als u dat nog niet hebt gedaan.',
    code: 'De code die de app toont',
    nextCode: 'De code daarna',
    confirm: 'Bevestigen',
    doneTitle: 'Uw tweede factor is ingesteld',
    done: 'Vanaf nu meldt u zich aan met uw wachtwoord en een code van uw app.',
    recoveryCodes: 'Herstelcodes',
    recoveryLead:
      'Elke code vervangt één keer een code van de app. Druk ze nu af of schrijf ze op: ze worden niet nog eens getoond.',
  },
  faults: {
    passwordWrong: 'Het wachtwoord is onjuist.',
    unavailable: 'Dat kan nu niet worden gecontroleerd. Probeer het opnieuw.',
    throttled: (wait) => `Te veel pogingen. Probeer het over ${wait} opnieuw.`,
    emailMissing: 'U hebt eerst een e-mailadres nodig.',
    tookTooLong: 'Dat duurde te lang. Begin opnieuw.',
    codeUsed: 'Deze code is al gebruikt. Wacht op de volgende.',
    codeWrong: 'De code is onjuist. Typ de code die de app nu toont.',
  },
}
