import type { Texts } from './texts.ts'

export const nl: Texts = {
  mail: {
    greeting: (name) => `Beste ${name},`,
    footer: 'Deze e-mail is automatisch verzonden door de aanmeldservice van uw telefoonsysteem.',
    linkAsText: 'Werkt de knop niet, kopieer dan dit adres naar uw browser:',
    graceEnds: (time) => `Vanaf ${time} hebt u de code nodig om u aan te melden.`,
    emailCode: {
      subject: 'Uw aanmeldcode',
      lead: 'Dit is de code voor uw aanmelding:',
      validFor: (duration) => `De code werkt één keer, alleen voor deze aanmelding en gedurende ${duration}.`,
      warning:
        'Meldt u zich op dit moment niet aan, dan kent iemand uw wachtwoord: wijzig het en waarschuw uw beheerder. Niemand zal u ooit om deze code vragen.',
    },
    resetLink: {
      subject: 'Uw verificatie in twee stappen opnieuw instellen',
      lead: 'U hebt gevraagd om de verificatie in twee stappen van uw aanmelding te wissen en opnieuw in te stellen.',
      button: 'Nu wissen',
      validFor: (duration) => `De link werkt één keer en gedurende ${duration}.`,
      consequence:
        'Daarna zijn uw authenticators, herstelcodes en vertrouwde apparaten verwijderd en kunt u een nieuwe authenticator instellen.',
      warning:
        'Hebt u hier niet om gevraagd, open de link dan niet. Iemand kent uw wachtwoord: wijzig het en waarschuw uw beheerder.',
    },
    enrolment: {
      subject: 'Stel uw verificatie in twee stappen in',
      lead: 'Uw aanmelding kan met verificatie in twee stappen worden beveiligd: naast uw wachtwoord voert u dan een code in uit een app op uw telefoon.',
      button: 'Nu instellen',
      validFor: (duration) =>
        `De link is alleen voor u, vraagt om uw wachtwoord en werkt gedurende ${duration}.`,
      scan: 'Scan deze QR-code met uw authenticator-app:',
      key: 'Of voer deze sleutel in de app in:',
      openInApp: 'Op uw telefoon opent deze link de app:',
      confirm: 'Bevestig het daarna met een code die de app toont:',
      secrecy: 'Wie de QR-code of de sleutel heeft, kan uw codes maken: verwijder deze e-mail daarna.',
    },
    notices: {
      enrolled: {
        subject: 'Verificatie in twee stappen is ingesteld',
        lead: 'Er is een authenticator ingesteld voor uw aanmelding.',
      },
      disabled: {
        subject: 'Uw verificatie in twee stappen is uitgeschakeld',
        lead: 'De verificatie in twee stappen van uw aanmelding is uitgeschakeld. De instelling blijft bewaard.',
      },
      enabled: {
        subject: 'Uw verificatie in twee stappen is ingeschakeld',
        lead: 'De verificatie in twee stappen van uw aanmelding is weer ingeschakeld.',
      },
      deleted: {
        subject: 'Er is een authenticator verwijderd',
        lead: 'Er is een authenticator verwijderd van uw aanmelding.',
      },
      reset: {
        subject: 'Uw verificatie in twee stappen is gewist',
        lead: 'De verificatie in twee stappen van uw aanmelding is gewist: uw authenticators, herstelcodes en vertrouwde apparaten zijn verwijderd.',
      },
      'recovery-codes-made': {
        subject: 'Er zijn nieuwe herstelcodes gemaakt',
        lead: 'Er zijn nieuwe herstelcodes gemaakt voor uw aanmelding. De oude werken niet meer.',
      },
      'recovery-codes-deleted': {
        subject: 'Uw herstelcodes zijn verwijderd',
        lead: 'De herstelcodes van uw aanmelding zijn verwijderd.',
      },
      'recovery-code-used': {
        subject: 'Er is een herstelcode gebruikt',
        lead: 'Iemand heeft zich aangemeld met een van uw herstelcodes. De code werkt geen tweede keer.',
      },
      'device-assigned': {
        subject: 'Er is een hardware-authenticator aan u toegewezen',
        lead: 'Er is een hardware-authenticator toegewezen aan uw aanmelding.',
      },
    },
    details: { time: 'Tijd', device: 'Apparaat', address: 'Adres', portal: 'Portaal' },
    changedByAdmin:
      'Dit is door een beheerder gedaan. Had u dit niet verwacht, vraag het dan aan uw beheerder.',
    changedByUser:
      'Was u dit zelf, dan hoeft u niets te doen. Zo niet, wijzig dan uw wachtwoord en waarschuw uw beheerder.',
    test: {
      subject: 'Testbericht',
      lead: 'Dit is een test. E-mail van de aanmeldservice van uw telefoonsysteem komt bij u aan.',
    },
  },

  pages: {
    home: {
      lead: 'Deze dienst controleert de codes waarmee gebruikers van het telefoonsysteem zich aanmelden.',
      mail: 'Om verificatie in twee stappen in te stellen of te resetten, opent u de link in de e-mail die u hebt ontvangen.',
      portal: 'Aanmelden bij het portaal',
      developers: 'Voor ontwikkelaars: de API',
    },
    notFound: {
      title: 'Pagina niet gevonden',
      lead: 'Op dit adres staat niets. Kwam u via een link in een e-mail, open die dan opnieuw vanuit de e-mail.',
    },
    linkOver: {
      title: 'Deze link werkt niet meer',
      lead: 'Hij is al gebruikt, verlopen of vervangen door een nieuwere. Meld u aan en vraag een andere aan; de nieuwste mail telt.',
    },
    done: 'Klaar',
    reset: {
      title: 'Verificatie in twee stappen resetten',
      consequence:
        'Uw authenticators, herstelcodes en vertrouwde apparaten worden verwijderd. Daarna meldt u zich alleen met uw wachtwoord aan, tot de verificatie in twee stappen weer is ingesteld.',
      button: 'Nu resetten',
      warning:
        'Hebt u dit niet aangevraagd? Dan kent iemand uw wachtwoord: sluit deze pagina en wijzig het wachtwoord.',
      doneTitle: 'De verificatie in twee stappen is uit',
      done: (name) =>
        `De verificatie in twee stappen van ${name} is uit. Meld u aan met het wachtwoord en stel die snel weer in.`,
    },
    enrol: {
      title: 'Stel uw verificatie in twee stappen in',
      lead: 'Een authenticator-app op uw telefoon maakt elke halve minuut een nieuwe code. U meldt zich dan aan met uw wachtwoord en een code.',
      userName: 'Gebruikersnaam',
      password: 'Uw wachtwoord',
      next: 'Verder',
      scan: 'Scan dit met uw authenticator-app, of typ de sleutel in de app.',
      openApp: 'Op de telefoon zelf: de app openen',
      qrCode: 'QR-code van de sleutel hieronder',
      scanMail: 'Scan de QR-code uit de mail met uw authenticator-app, als u dat nog niet hebt gedaan.',
      code: 'De code die de app toont',
      nextCode: 'De code daarna',
      confirm: 'Bevestigen',
      doneTitle: 'Uw verificatie in twee stappen is ingesteld',
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
      codesHeld: (wait) =>
        `Codes zijn even onderbroken; er is niets tegen u geteld. Over ${wait} werken ze weer.`,
      codeWrong: 'De code is onjuist. Typ de code die de app nu toont.',
    },
  },
}
