import type { account as english } from '../en/account.ts'

export const account: typeof english = {
  'account.title': 'Verificação em dois passos',
  'account.enabled': 'Ativada',
  'account.enabledText': 'Inicia sessão com a palavra-passe e um código.',
  'account.disabled': 'Desativado',
  'account.disabledText': 'Está configurada mas desativada: basta a palavra-passe para iniciar sessão.',
  'account.pending': 'Por terminar',
  'account.pendingText': 'Começou a configurá-la e ainda não terminou.',
  'account.required': 'Obrigatória',
  'account.requiredText': 'A sua conta precisa de um segundo fator. Configure um agora.',
  'account.requiredBy': (date) =>
    `Configure um segundo fator até ${date}. Depois disso não poderá iniciar sessão sem ele.`,
  'account.not-enrolled': 'Não configurada',
  'account.not-enrolledText':
    'Basta a palavra-passe para iniciar sessão. Um segundo fator protege a sua conta.',
  'account.setUp': 'Configurar agora',
  'account.authenticators': 'Autenticadores',
  'account.since': (date) => `Desde ${date}`,
  'account.enable': 'Ativar',
  'account.disable': 'Desativar',
  'account.disableTitle': 'Desativar este autenticador?',
  'account.disableConsequence':
    'Os códigos dele não são aceites até o ativar de novo. Nessa altura não precisa de o configurar outra vez.',
  'account.delete': 'Eliminar',
  'account.deleteTitle': 'Eliminar este autenticador?',
  'account.deleteConsequence':
    'Os códigos dele deixam definitivamente de funcionar. Retire também a conta da aplicação.',
  'account.deleteLastConsequence':
    'Os códigos dele deixam definitivamente de funcionar, tal como os códigos de recuperação. Depois bastará a palavra-passe para iniciar sessão.',
  'account.deleted': 'O autenticador foi eliminado.',
  'account.manage': 'Gerir',
  'account.trustedDevices': 'Dispositivos de confiança',
  'account.noTrustedDevices': 'Nenhum. É-lhe pedido um código em todos os dispositivos.',
  'account.trusted': (used, until) => `Última utilização: ${used}; de confiança até ${until}`,
  'account.distrust': 'Deixar de confiar',
  'account.distrusted': 'Neste dispositivo voltará a ser pedido um código.',
  'account.conflict':
    'A sua conta precisa de um segundo fator e este é o único ativo. Adicione primeiro outro dispositivo.',
  'account.lastAdmin':
    'É o último administrador com um segundo fator. Outra pessoa tem de ter um antes de o seu poder ser retirado.',
  'account.changedMeanwhile': 'Entretanto, isto foi alterado noutro lugar. Eis a situação atual.',
}
