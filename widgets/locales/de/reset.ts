import type { reset as english } from '../en/reset.ts'

export const reset: typeof english = {
  'reset.title': 'Authenticator zurücksetzen',
  'reset.intro':
    'Damit wird der zweite Faktor von Ihrem Konto entfernt, zusammen mit Wiederherstellungscodes und vertrauten Geräten. Ihr Passwort bleibt, wie es ist.',
  'reset.warning':
    'Wenn Sie das nicht angefordert haben, schließen Sie diese Seite und ändern Sie Ihr Passwort: Jemand kennt es.',
  'reset.submit': 'Jetzt zurücksetzen',
  'reset.doneTitle': 'Ihr Authenticator wurde zurückgesetzt',
  'reset.done': (name) => `${name}, Sie können sich jetzt allein mit Ihrem Passwort anmelden.`,
  'reset.setUpAgain': 'Richten Sie bald wieder einen Authenticator ein, damit Ihr Konto geschützt bleibt.',
  'reset.mustSetUp':
    'Ihr Konto braucht einen zweiten Faktor: Richten Sie bei der nächsten Anmeldung wieder einen Authenticator ein.',
  'reset.expiredTitle': 'Dieser Link gilt nicht mehr',
  'reset.expired':
    'Er wurde schon verwendet oder ist zu alt. Melden Sie sich mit Ihrem Passwort an und fordern Sie unter dem Feld für den Code einen neuen an.',
  'reset.missing':
    'Öffnen Sie den Link in Ihrer E-Mail noch einmal: Die Adresse dieser Seite ist unvollständig.',
}
