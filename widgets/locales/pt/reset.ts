import type { reset as english } from '../en/reset.ts'

export const reset: typeof english = {
  'reset.title': 'Repor o seu autenticador',
  'reset.intro':
    'O segundo fator será retirado da sua conta, juntamente com os códigos de recuperação e os dispositivos de confiança. A palavra-passe não muda.',
  'reset.warning':
    'Se não foi você que pediu isto, feche esta página e mude a palavra-passe: alguém a conhece.',
  'reset.submit': 'Repor agora',
  'reset.doneTitle': 'O seu autenticador foi reposto',
  'reset.done': (name) => `${name}, já pode iniciar sessão só com a palavra-passe.`,
  'reset.setUpAgain': 'Configure em breve um novo autenticador, para que a sua conta continue protegida.',
  'reset.mustSetUp':
    'A sua conta precisa de um segundo fator: configure um autenticador da próxima vez que iniciar sessão.',
  'reset.expiredTitle': 'Esta ligação já não funciona',
  'reset.expired':
    'Já foi usada ou é demasiado antiga. Inicie sessão com a palavra-passe e peça uma nova por baixo do campo do código.',
  'reset.missing': 'Abra de novo a ligação do seu e-mail: o endereço desta página está incompleto.',
}
