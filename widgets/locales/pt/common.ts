import type { common as english } from '../en/common.ts'

export const common: typeof english = {
  'common.network': 'Sem ligação ao servidor. Verifique a sua rede e tente de novo.',
  'common.fault': 'Algo correu mal do nosso lado. Tente de novo dentro de momentos.',
  'common.unavailable':
    'Não é possível verificar agora. Nenhuma tentativa foi contada; tente de novo em breve.',
  'common.throttled': (wait) => `Demasiadas tentativas. Pode tentar de novo dentro de ${wait}.`,
  'common.tryAgain': 'Tentar de novo',
  'common.password': 'Palavra-passe',
  'common.showPassword': 'Mostrar a palavra-passe',
  'common.codeIncomplete': (digits) => `Introduza os ${digits} dígitos.`,
  'common.codeRejected': 'Este código não está certo. Verifique-o e tente de novo.',
  'common.codeUsed': 'Este código já foi usado. Espere pelo próximo.',
  'common.required': 'Preencha este campo.',
}
