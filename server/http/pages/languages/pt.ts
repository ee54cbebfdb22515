import type { PageTexts } from '../texts.ts'

export const pt: PageTexts = {
  linkOver: {
    title: 'Este link já não é válido',
    lead: 'Foi usado, expirou, ou foi enviado um mais recente. Inicie sessão e peça outro; só conta o último e-mail.',
  },
  done: 'Concluído',
  reset: {
    title: 'Redefinir o segundo fator',
    consequence:
      'Os seus autenticadores, códigos de recuperação e dispositivos confiáveis são apagados. Depois inicia sessão apenas com a palavra-passe, até que um segundo fator seja configurado de novo.',
    button: 'Redefinir agora',
    warning: 'Não pediu isto? Então alguém conhece a sua palavra-passe: feche esta página e altere-a.',
    doneTitle: 'O segundo fator está desativado',
    done: (name) =>
      `O segundo fator de ${name} está desativado. Inicie sessão com a palavra-passe e configure-o de novo em breve.`,
  },
  enrol: {
    title: 'Configure o seu segundo fator',
    lead: 'Uma aplicação de autenticação no seu telefone cria um novo código a cada meio minuto. Inicia então sessão com a palavra-passe e um código.',
    password: 'A sua palavra-passe',
    next: 'Continuar',
    scan: 'Leia isto com a sua aplicação de autenticação, ou escreva nela a chave.',
    openApp: 'No próprio telefone: abrir a aplicação',
    qrCode: 'Código QR da chave abaixo',
    scanMail: 'Leia o código QR do e-mail com a sua aplicação de autenticação, se ainda não o fez.',
    code: 'O código que a aplicação mostra',
    nextCode: 'O código seguinte',
    confirm: 'Confirmar',
    doneTitle: 'O seu segundo fator está configurado',
    done: 'A partir de agora inicia sessão com a palavra-passe e um código da sua aplicação.',
    recoveryCodes: 'Códigos de recuperação',
    recoveryLead:
      'Cada um substitui uma vez um código da aplicação. Imprima-os ou anote-os agora: não voltam a ser mostrados.',
  },
  faults: {
    passwordWrong: 'A palavra-passe está errada.',
    unavailable: 'De momento não é possível verificar. Tente de novo.',
    throttled: (wait) => `Demasiadas tentativas. Tente de novo em ${wait}.`,
    emailMissing: 'Precisa primeiro de um endereço de e-mail.',
    tookTooLong: 'Demorou demasiado. Comece de novo.',
    codeUsed: 'Este código já foi usado. Espere pelo próximo.',
    codeWrong: 'O código está errado. Escreva o que a aplicação mostra agora.',
  },
}
