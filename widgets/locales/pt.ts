import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = {
  lang: 'pt',
  dir: 'ltr',

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
  'common.codesHeld': (wait) =>
    `Os códigos estão suspensos por agora; nada foi contado contra si. Voltam a funcionar dentro de ${wait}.`,
  'common.recoveryCodeHeld':
    'Este código de recuperação foi criado antes de ser reposta uma cópia de segurança e já não conta. Use outra via ou fale com o administrador.',
  'common.required': 'Preencha este campo.',

  'login.title': 'Iniciar sessão',
  'login.username': 'Nome de utilizador',
  'login.submit': 'Iniciar sessão',
  'login.rejected': 'O nome de utilizador ou a palavra-passe não está certo.',
  'login.codeTitle': 'Verificação em dois passos',
  'login.intro.totp': (digits) => `Introduza o código de ${digits} dígitos do seu autenticador.`,
  'login.label.totp': 'Código',
  'login.intro.email-code':
    'Introduza o código que lhe enviámos por e-mail. Pode demorar um minuto a chegar.',
  'login.label.email-code': 'Código do e-mail',
  'login.intro.recovery-code':
    'Introduza um dos códigos de recuperação que guardou na configuração. Cada um serve uma vez.',
  'login.label.recovery-code': 'Código de recuperação',
  'login.verify': 'Verificar',
  'login.trust': (duration) => `Confiar neste dispositivo: não pedir códigos durante ${duration}`,
  'login.trustFirst': 'É enviado com o último dígito: assinale antes a caixa acima, se quiser.',
  'login.trustWarning': 'Não o faça num computador partilhado.',
  'login.use.totp': 'Usar o autenticador',
  'login.use.recovery-code': 'Usar um código de recuperação',
  'login.use.email-code': 'Receber um código por e-mail',
  'login.mailAgain': 'Enviar outro código',
  'login.mailed.email-code': 'Se a sua conta tiver um endereço de e-mail, o código vai a caminho.',
  'login.reset': 'Perdeu o autenticador? Repor',
  'login.mailed.reset':
    'Se a sua conta tiver um endereço de e-mail, a ligação para repor o autenticador vai a caminho.',
  'login.codesLeft': (left) => (left === 1 ? 'Resta uma tentativa.' : `Restam ${left} tentativas.`),
  'login.expired': 'Demorou demasiado tempo. Introduza de novo a palavra-passe.',
  'login.startOver': 'Usar outra conta',
  'login.enrolmentTitle': 'Configure primeiro a verificação em dois passos',
  'login.enrolmentRequired':
    'A sua conta precisa da verificação em dois passos e ela ainda não está configurada. Abra a ligação no e-mail do seu administrador ou peça-lhe ajuda.',
  'login.offerTitle': 'Proteja o seu início de sessão',
  'login.offer': (time) =>
    `A partir de ${time}, além da palavra-passe, precisará de um código para iniciar sessão. A configuração demora um minuto.`,
  'login.setUpNow': 'Configurar agora',
  'login.later': 'Mais tarde',
  'login.done': (name) => `Iniciou sessão como ${name}.`,

  'reset.title': 'Repor o seu autenticador',
  'reset.intro':
    'A verificação em dois passos será retirada da sua conta, juntamente com os códigos de recuperação e os dispositivos de confiança. A palavra-passe não muda.',
  'reset.warning':
    'Se não foi você que pediu isto, feche esta página e mude a palavra-passe: alguém a conhece.',
  'reset.submit': 'Repor agora',
  'reset.doneTitle': 'O seu autenticador foi reposto',
  'reset.done': (name) => `${name}, já pode iniciar sessão só com a palavra-passe.`,
  'reset.setUpAgain': 'Configure em breve um novo autenticador, para que a sua conta continue protegida.',
  'reset.mustSetUp':
    'A sua conta precisa da verificação em dois passos: configure um autenticador da próxima vez que iniciar sessão.',
  'reset.expiredTitle': 'Esta ligação já não funciona',
  'reset.expired':
    'Já foi usada ou é demasiado antiga. Inicie sessão com a palavra-passe e peça uma nova por baixo do campo do código.',
  'reset.missing': 'Abra de novo a ligação do seu e-mail: o endereço desta página está incompleto.',
}
