import type { Texts } from './texts.ts'

export const pt: Texts = {
  mail: {
    greeting: (name) => `Olá, ${name},`,
    footer: 'Esta mensagem foi enviada automaticamente pelo serviço de acesso do seu sistema telefônico.',
    linkAsText: 'Se o botão não funcionar, copie este endereço para o seu navegador:',
    graceEnds: (time) => `A partir de ${time}, o código será necessário para entrar.`,
    emailCode: {
      subject: 'Seu código de acesso',
      lead: 'Este é o código para o seu acesso:',
      validFor: (duration) => `Ele funciona uma única vez, somente para este acesso e por ${duration}.`,
      warning:
        'Se você não está entrando neste momento, alguém conhece a sua senha: altere-a e avise o seu administrador. Ninguém jamais pedirá este código a você.',
    },
    resetLink: {
      subject: 'Redefinir a sua verificação em dois passos',
      lead: 'Você pediu para redefinir a verificação em dois passos do seu acesso.',
      button: 'Redefinir agora',
      validFor: (duration) => `O link funciona uma única vez e por ${duration}.`,
      consequence:
        'Depois disso, os seus autenticadores, códigos de recuperação e dispositivos confiáveis serão removidos, e você poderá configurar um novo autenticador.',
      warning:
        'Se você não fez este pedido, não abra o link. Alguém conhece a sua senha: altere-a e avise o seu administrador.',
    },
    enrolment: {
      subject: 'Configure a sua verificação em dois passos',
      lead: 'O seu acesso pode ser protegido pela verificação em dois passos: além da senha, você digita um código exibido por um aplicativo no seu telefone.',
      button: 'Configurar',
      validFor: (duration) => `O link é somente para você, pede a sua senha e funciona por ${duration}.`,
      scan: 'Leia este código QR com o seu aplicativo autenticador:',
      key: 'Ou digite esta chave no aplicativo:',
      openInApp: 'No seu telefone, este link abre o aplicativo:',
      confirm: 'Em seguida, confirme com um código exibido pelo aplicativo:',
      secrecy: 'Quem tiver o código QR ou a chave pode gerar os seus códigos: apague esta mensagem depois.',
    },
    notices: {
      enrolled: {
        subject: 'A verificação em dois passos foi configurada',
        lead: 'Um autenticador foi configurado para o seu acesso.',
      },
      disabled: {
        subject: 'A sua verificação em dois passos foi desativada',
        lead: 'A verificação em dois passos do seu acesso foi desativada. A configuração foi mantida.',
      },
      enabled: {
        subject: 'A sua verificação em dois passos foi ativada',
        lead: 'A verificação em dois passos do seu acesso foi ativada novamente.',
      },
      deleted: {
        subject: 'Um autenticador foi removido',
        lead: 'Um autenticador foi removido do seu acesso.',
      },
      reset: {
        subject: 'A sua verificação em dois passos foi redefinida',
        lead: 'A verificação em dois passos do seu acesso foi redefinida: os seus autenticadores, códigos de recuperação e dispositivos confiáveis foram removidos.',
      },
      'recovery-codes-made': {
        subject: 'Novos códigos de recuperação foram criados',
        lead: 'Novos códigos de recuperação foram criados para o seu acesso. Os antigos não funcionam mais.',
      },
      'recovery-codes-deleted': {
        subject: 'Os seus códigos de recuperação foram excluídos',
        lead: 'Os códigos de recuperação do seu acesso foram excluídos.',
      },
      'recovery-code-used': {
        subject: 'Um código de recuperação foi usado',
        lead: 'Alguém entrou com um dos seus códigos de recuperação. Ele não funciona uma segunda vez.',
      },
      'device-assigned': {
        subject: 'Um autenticador físico foi atribuído a você',
        lead: 'Um autenticador físico foi atribuído ao seu acesso.',
      },
    },
    details: { time: 'Hora', device: 'Dispositivo', address: 'Endereço', portal: 'Portal' },
    changedByAdmin:
      'Isto foi feito por um administrador. Se você não esperava, fale com o seu administrador.',
    changedByUser:
      'Se foi você, não é preciso fazer nada. Caso contrário, altere a sua senha e avise o seu administrador.',
    test: {
      subject: 'Mensagem de teste',
      lead: 'Isto é um teste. As mensagens do serviço de acesso do seu sistema telefônico chegam até você.',
    },
  },

  pages: {
    home: {
      lead: 'Este serviço verifica os códigos com que os utilizadores do sistema telefónico iniciam sessão.',
      mail: 'Para configurar ou repor a verificação em dois passos, abra a ligação do e-mail que recebeu.',
      portal: 'Iniciar sessão no portal',
      developers: 'Para programadores: a API',
    },
    notFound: {
      title: 'Página não encontrada',
      lead: 'Não há nada neste endereço. Se veio por uma ligação de um e-mail, abra-a de novo a partir do e-mail.',
    },
    linkOver: {
      title: 'Este link já não é válido',
      lead: 'Já foi usado, expirou ou foi substituído por um mais recente. Inicie sessão e peça outro; só conta o último e-mail.',
    },
    done: 'Concluído',
    reset: {
      title: 'Redefinir a verificação em dois passos',
      consequence:
        'Os seus autenticadores, códigos de recuperação e dispositivos confiáveis são apagados. Depois inicia sessão apenas com a palavra-passe, até que a verificação em dois passos seja configurada de novo.',
      button: 'Redefinir agora',
      warning: 'Não pediu isto? Então alguém conhece a sua palavra-passe: feche esta página e altere-a.',
      doneTitle: 'A verificação em dois passos está desativada',
      done: (name) =>
        `A verificação em dois passos de ${name} está desativada. Inicie sessão com a palavra-passe e configure-a de novo em breve.`,
    },
    enrol: {
      title: 'Configure a sua verificação em dois passos',
      lead: 'Uma aplicação de autenticação no seu telefone cria um novo código a cada meio minuto. Inicia então sessão com a palavra-passe e um código.',
      userName: 'Nome de utilizador',
      password: 'A sua palavra-passe',
      next: 'Continuar',
      scan: 'Leia isto com a sua aplicação de autenticação, ou escreva nela a chave.',
      openApp: 'No próprio telefone: abrir a aplicação',
      qrCode: 'Código QR da chave abaixo',
      scanMail: 'Leia o código QR do e-mail com a sua aplicação de autenticação, se ainda não o fez.',
      code: 'O código que a aplicação mostra',
      nextCode: 'O código seguinte',
      confirm: 'Confirmar',
      doneTitle: 'A sua verificação em dois passos está configurada',
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
      codesHeld: (wait) =>
        `Os códigos estão suspensos por agora; nada foi contado contra si. Voltam a funcionar dentro de ${wait}.`,
      codeWrong: 'O código está errado. Escreva o que a aplicação mostra agora.',
    },
  },
}
