import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': 'Wiederherstellungscodes',
  'recovery-codes.intro': 'Mit jedem kommen Sie einmal hinein, wenn der Authenticator nicht zur Hand ist.',
  'recovery-codes.left': (left) =>
    left === 1 ? 'Noch ein Wiederherstellungscode' : `Noch ${left} Wiederherstellungscodes`,
  'recovery-codes.few': 'Sie gehen zur Neige. Erstellen Sie rechtzeitig neue.',
  'recovery-codes.none':
    'Sie haben keine Wiederherstellungscodes. Ohne sie sperrt Sie ein verlorener Authenticator aus, bis er zurückgesetzt ist.',
  'recovery-codes.notEnrolled':
    'Wiederherstellungscodes springen für einen Authenticator ein. Richten Sie zuerst einen ein.',
  'recovery-codes.make': 'Neue Codes erstellen',
  'recovery-codes.makeTitle': 'Neue Wiederherstellungs\u00adcodes erstellen?',
  'recovery-codes.makeConsequence': 'Die Codes, die Sie jetzt haben, gelten dann sofort nicht mehr.',
  'recovery-codes.made': 'Ihre neuen Wiederherstellungscodes gelten ab sofort.',
  'recovery-codes.delete': 'Codes löschen',
  'recovery-codes.deleteTitle': 'Wiederherstellungs\u00adcodes löschen?',
  'recovery-codes.deleteConsequence':
    'Sie gelten dann sofort nicht mehr. Ohne sie sperrt Sie ein verlorener Authenticator aus, bis er zurückgesetzt ist.',
  'recovery-codes.deleted': 'Ihre Wiederherstellungscodes sind gelöscht.',
  'recovery-codes.saveTitle': 'Wiederherstellungs\u00adcodes sichern',
  'recovery-codes.save':
    'Bewahren Sie sie an einem sicheren Ort auf, nicht nur auf dem Telefon. Mit jedem kommen Sie einmal hinein, wenn der Authenticator nicht zur Hand ist. Sie werden nur jetzt angezeigt.',
  'recovery-codes.of': (issuer, account) => `${issuer}: Wiederherstellungscodes von ${account}`,
  'recovery-codes.once': 'Jeder Code gilt einmal.',
  'recovery-codes.download': 'Herunterladen',
  'recovery-codes.print': 'Drucken',
  'recovery-codes.saved': 'Ich habe diese Codes gesichert',
  'recovery-codes.saveFirst':
    'Sichern Sie erst die Codes und setzen Sie dann das Häkchen: Niemand kann sie Ihnen noch einmal zeigen.',
}
