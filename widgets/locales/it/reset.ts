import type { reset as english } from '../en/reset.ts'

export const reset: typeof english = {
  'reset.title': 'Reimposta il tuo autenticatore',
  'reset.intro':
    'Il secondo fattore verrà rimosso dal tuo account, insieme ai codici di recupero e ai dispositivi attendibili. La password resta quella di prima.',
  'reset.warning': 'Se non l’hai chiesto tu, chiudi questa pagina e cambia la password: qualcuno la conosce.',
  'reset.submit': 'Reimposta ora',
  'reset.doneTitle': 'Il tuo autenticatore è stato reimpostato',
  'reset.done': (name) => `${name}, ora puoi accedere con la sola password.`,
  'reset.setUpAgain': 'Configura presto un nuovo autenticatore, così il tuo account resta protetto.',
  'reset.mustSetUp':
    'Il tuo account richiede un secondo fattore: configura un autenticatore al prossimo accesso.',
  'reset.expiredTitle': 'Questo link non è più valido',
  'reset.expired':
    'È già stato usato o è troppo vecchio. Accedi con la password e chiedine uno nuovo sotto il campo del codice.',
  'reset.missing': 'Apri di nuovo il link nella tua e-mail: l’indirizzo di questa pagina è incompleto.',
}
