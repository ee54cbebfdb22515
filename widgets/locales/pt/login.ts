import type { login as english } from '../en/login.ts'

export const login: typeof english = {
  'login.title': 'Iniciar sessão',
  'login.username': 'Nome de utilizador',
  'login.submit': 'Iniciar sessão',
  'login.rejected': 'O nome de utilizador ou a palavra-passe não está certo.',
  'login.codeTitle': 'Verificação em dois passos',
  'login.codeIntro': (digits) => `Introduza o código de ${digits} dígitos do seu autenticador.`,
  'login.codeLabel': 'Código',
  'login.emailIntro': 'Introduza o código que lhe enviámos por e-mail. Pode demorar um minuto a chegar.',
  'login.emailLabel': 'Código do e-mail',
  'login.recoveryIntro':
    'Introduza um dos códigos de recuperação que guardou na configuração. Cada um serve uma vez.',
  'login.recoveryLabel': 'Código de recuperação',
  'login.verify': 'Verificar',
  'login.trust': (duration) => `Confiar neste dispositivo: não pedir códigos durante ${duration}`,
  'login.trustWarning': 'Não o faça num computador partilhado.',
  'login.useTotp': 'Usar o autenticador',
  'login.useRecovery': 'Usar um código de recuperação',
  'login.useEmail': 'Receber um código por e-mail',
  'login.mailAgain': 'Enviar outro código',
  'login.mailed': 'Se a sua conta tiver um endereço de e-mail, o código vai a caminho.',
  'login.reset': 'Perdeu o autenticador? Repor',
  'login.resetSent':
    'Se a sua conta tiver um endereço de e-mail, a ligação para repor o autenticador vai a caminho.',
  'login.codesLeft': (left) => (left === 1 ? 'Resta uma tentativa.' : `Restam ${left} tentativas.`),
  'login.expired': 'Demorou demasiado tempo. Introduza de novo a palavra-passe.',
  'login.startOver': 'Usar outra conta',
  'login.enrolmentTitle': 'Configure primeiro a verificação em dois passos',
  'login.enrolmentRequired':
    'A sua conta precisa de um segundo fator e ainda não há nenhum configurado. Abra a ligação no e-mail do seu administrador ou peça-lhe ajuda.',
  'login.done': (name) => `Iniciou sessão como ${name}.`,
}
