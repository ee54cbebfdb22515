import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': 'Códigos de recuperación',
  'recovery-codes.intro': 'Con cada uno puede entrar una vez cuando no tenga a mano su autenticador.',
  'recovery-codes.left': (left) =>
    left === 1 ? 'Queda un código de recuperación' : `Quedan ${left} códigos de recuperación`,
  'recovery-codes.few': 'Se están acabando. Cree otros nuevos a tiempo.',
  'recovery-codes.none':
    'No tiene códigos de recuperación. Sin ellos, si pierde el autenticador no podrá entrar hasta que se restablezca.',
  'recovery-codes.notEnrolled':
    'Los códigos de recuperación sustituyen a un autenticador. Configure uno primero.',
  'recovery-codes.make': 'Crear códigos nuevos',
  'recovery-codes.makeTitle': '¿Crear códigos de recuperación nuevos?',
  'recovery-codes.makeConsequence': 'Los códigos que tiene ahora dejan de servir de inmediato.',
  'recovery-codes.made': 'Sus códigos de recuperación nuevos ya sirven.',
  'recovery-codes.delete': 'Eliminar códigos',
  'recovery-codes.deleteTitle': '¿Eliminar sus códigos de recuperación?',
  'recovery-codes.deleteConsequence':
    'Dejan de servir de inmediato. Sin ellos, si pierde el autenticador no podrá entrar hasta que se restablezca.',
  'recovery-codes.deleted': 'Sus códigos de recuperación se han eliminado.',
  'recovery-codes.saveTitle': 'Guarde sus códigos de recuperación',
  'recovery-codes.save':
    'Consérvelos en un lugar seguro, no solo en el teléfono. Con cada uno puede entrar una vez cuando no tenga a mano su autenticador. Solo se muestran ahora.',
  'recovery-codes.of': (issuer, account) => `${issuer}: códigos de recuperación de ${account}`,
  'recovery-codes.once': 'Cada código sirve una vez.',
  'recovery-codes.download': 'Descargar',
  'recovery-codes.print': 'Imprimir',
  'recovery-codes.saved': 'He guardado estos códigos',
  'recovery-codes.saveFirst':
    'Primero guarde los códigos y después marque la casilla: nadie podrá volver a mostrárselos.',
}
