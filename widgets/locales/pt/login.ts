import type { login as english } from '../en/login.ts'

export const login: typeof english = {
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
    'A sua conta precisa de um segundo fator e ainda não há nenhum configurado. Abra a ligação no e-mail do seu administrador ou peça-lhe ajuda.',
  'login.done': (name) => `Iniciou sessão como ${name}.`,
}
