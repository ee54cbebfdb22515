import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': 'Códigos de recuperação',
  'recovery-codes.intro': 'Com cada um pode entrar uma vez, quando não tiver o autenticador à mão.',
  'recovery-codes.left': (left) =>
    left === 1 ? 'Resta um código de recuperação' : `Restam ${left} códigos de recuperação`,
  'recovery-codes.few': 'Estão a acabar. Crie novos a tempo.',
  'recovery-codes.none':
    'Não tem códigos de recuperação. Sem eles, se perder o autenticador não poderá entrar até que seja reposto.',
  'recovery-codes.notEnrolled':
    'Os códigos de recuperação substituem um autenticador. Configure um primeiro.',
  'recovery-codes.make': 'Criar novos códigos',
  'recovery-codes.makeTitle': 'Criar novos códigos de recuperação?',
  'recovery-codes.makeConsequence': 'Os códigos que tem agora deixam imediatamente de funcionar.',
  'recovery-codes.made': 'Os seus novos códigos de recuperação já funcionam.',
  'recovery-codes.delete': 'Eliminar códigos',
  'recovery-codes.deleteTitle': 'Eliminar os códigos de recuperação?',
  'recovery-codes.deleteConsequence':
    'Deixam imediatamente de funcionar. Sem eles, se perder o autenticador não poderá entrar até que seja reposto.',
  'recovery-codes.deleted': 'Os códigos de recuperação foram eliminados.',
  'recovery-codes.saveTitle': 'Guarde os seus códigos de recuperação',
  'recovery-codes.save':
    'Guarde-os num local seguro, não apenas no telemóvel. Com cada um pode entrar uma vez, quando não tiver o autenticador à mão. Só são mostrados agora.',
  'recovery-codes.of': (issuer, account) => `${issuer}: códigos de recuperação de ${account}`,
  'recovery-codes.once': 'Cada código serve uma vez.',
  'recovery-codes.download': 'Transferir',
  'recovery-codes.print': 'Imprimir',
  'recovery-codes.saved': 'Guardei estes códigos',
  'recovery-codes.saveFirst':
    'Guarde primeiro os códigos e depois assinale a caixa: ninguém lhos poderá mostrar de novo.',
}
