import type { account as english } from '../en/account.ts'

export const account: typeof english = {
  'account.title': 'Bestätigung in zwei Schritten',
  'account.enabled': 'Eingeschaltet',
  'account.enabledText': 'Sie melden sich mit Ihrem Passwort und einem Code an.',
  'account.disabled': 'Ausgeschaltet',
  'account.disabledText':
    'Sie ist eingerichtet, aber ausgeschaltet: Ihr Passwort allein genügt zur Anmeldung.',
  'account.pending': 'Nicht abgeschlossen',
  'account.pendingText': 'Sie haben mit dem Einrichten begonnen und sind noch nicht fertig.',
  'account.required': 'Erforderlich',
  'account.requiredText': 'Ihr Konto braucht einen zweiten Faktor. Bitte richten Sie jetzt einen ein.',
  'account.requiredBy': (date) =>
    `Richten Sie bis ${date} einen zweiten Faktor ein. Danach können Sie sich ohne ihn nicht mehr anmelden.`,
  'account.not-enrolled': 'Nicht eingerichtet',
  'account.not-enrolledText':
    'Ihr Passwort allein genügt zur Anmeldung. Ein zweiter Faktor schützt Ihr Konto.',
  'account.setUp': 'Jetzt einrichten',
  'account.authenticators': 'Authenticatoren',
  'account.since': (date) => `Seit ${date}`,
  'account.enable': 'Einschalten',
  'account.disable': 'Ausschalten',
  'account.disableTitle': 'Diesen Authenticator ausschalten?',
  'account.disableConsequence':
    'Seine Codes gelten nicht, bis Sie ihn wieder einschalten. Neu einrichten müssen Sie ihn dann nicht.',
  'account.delete': 'Löschen',
  'account.deleteTitle': 'Diesen Authenticator löschen?',
  'account.deleteConsequence':
    'Seine Codes gelten endgültig nicht mehr. Entfernen Sie das Konto auch aus der App.',
  'account.deleteLastConsequence':
    'Seine Codes gelten endgültig nicht mehr, ebenso Ihre Wiederherstellungscodes. Danach genügt Ihr Passwort allein zur Anmeldung.',
  'account.deleted': 'Der Authenticator ist gelöscht.',
  'account.manage': 'Verwalten',
  'account.trustedDevices': 'Vertraute Geräte',
  'account.noTrustedDevices': 'Keine. Sie werden auf jedem Gerät nach einem Code gefragt.',
  'account.trusted': (used, until) => `Zuletzt verwendet: ${used}, vertraut bis ${until}`,
  'account.distrust': 'Nicht mehr vertrauen',
  'account.distrusted': 'Dieses Gerät wird wieder nach einem Code gefragt.',
  'account.conflict':
    'Ihr Konto braucht einen zweiten Faktor, und nur dieser ist eingeschaltet. Fügen Sie zuerst ein weiteres Gerät hinzu.',
  'account.lastAdmin':
    'Sie sind als Letzte oder Letzter in der Administration mit zweitem Faktor. Erst muss jemand anderes einen haben, dann kann Ihrer weg.',
  'account.changedMeanwhile': 'Das wurde inzwischen anderswo geändert. So ist der Stand jetzt.',
}
