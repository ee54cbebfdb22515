import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': 'Codici di recupero',
  'recovery-codes.intro':
    'Con ognuno puoi accedere una volta, quando non hai l’autenticatore a portata di mano.',
  'recovery-codes.left': (left) =>
    left === 1 ? 'Resta un codice di recupero' : `Restano ${left} codici di recupero`,
  'recovery-codes.few': 'Stanno per finire. Creane di nuovi in tempo.',
  'recovery-codes.none':
    'Non hai codici di recupero. Senza, se perdi l’autenticatore non puoi accedere finché non viene reimpostato.',
  'recovery-codes.notEnrolled': 'I codici di recupero sostituiscono un autenticatore. Configurane prima uno.',
  'recovery-codes.make': 'Crea nuovi codici',
  'recovery-codes.makeTitle': 'Creare nuovi codici di recupero?',
  'recovery-codes.makeConsequence': 'I codici che hai adesso smettono subito di funzionare.',
  'recovery-codes.made': 'I nuovi codici di recupero valgono da subito.',
  'recovery-codes.delete': 'Elimina i codici',
  'recovery-codes.deleteTitle': 'Eliminare i codici di recupero?',
  'recovery-codes.deleteConsequence':
    'Smettono subito di funzionare. Senza, se perdi l’autenticatore non puoi accedere finché non viene reimpostato.',
  'recovery-codes.deleted': 'I codici di recupero sono stati eliminati.',
  'recovery-codes.saveTitle': 'Salva i codici di recupero',
  'recovery-codes.save':
    'Conservali in un posto sicuro, non solo sul telefono. Con ognuno puoi accedere una volta, quando non hai l’autenticatore a portata di mano. Vengono mostrati solo adesso.',
  'recovery-codes.of': (issuer, account) => `${issuer}: codici di recupero di ${account}`,
  'recovery-codes.once': 'Ogni codice vale una volta.',
  'recovery-codes.download': 'Scarica',
  'recovery-codes.print': 'Stampa',
  'recovery-codes.saved': 'Ho salvato questi codici',
  'recovery-codes.saveFirst':
    'Prima salva i codici, poi spunta la casella: nessuno potrà mostrarteli di nuovo.',
}
