import type { enrolment as english } from '../en/enrolment.ts'

export const enrolment: typeof english = {
  'enrolment.title': 'Configurar a verificação em dois passos',
  'enrolment.intro':
    'Inicia sessão com a palavra-passe e um código que só o seu dispositivo conhece. Que dispositivo quer usar?',
  'enrolment.app': 'Aplicação de autenticação',
  'enrolment.appHint': 'No telemóvel: Google Authenticator, Microsoft Authenticator ou qualquer outra.',
  'enrolment.hardware': 'Dispositivo físico',
  'enrolment.hardwareHint': 'Um pequeno aparelho com ecrã e a chave que o acompanhava.',
  'enrolment.emailTitle': 'Primeiro é preciso um endereço de e-mail',
  'enrolment.email':
    'A sua conta não tem endereço de e-mail e sem ele não é possível configurar a verificação em dois passos. Acrescente-o ao seu perfil ou fale com o seu administrador e tente de novo.',
  'enrolment.alreadyTitle': 'A verificação em dois passos está configurada',
  'enrolment.already':
    'Pode adicionar outro dispositivo: um segundo telemóvel ou um dispositivo físico de reserva.',
  'enrolment.another': 'Adicionar outro dispositivo',
  'enrolment.keyTitle': 'Introduza a chave do seu dispositivo',
  'enrolment.keyHint':
    'Veio com o dispositivo, em papel ou num ficheiro. Os espaços e os hífenes não contam.',
  'enrolment.keyRefused':
    'Esta não pode ser a chave: é demasiado curta ou está incompleta. Verifique cada carácter.',
  'enrolment.serial': 'Número de série (opcional)',
  'enrolment.advanced': 'Avançado',
  'enrolment.advancedHint': 'Altere apenas se o fabricante o indicar.',
  'enrolment.algorithm': 'Algoritmo',
  'enrolment.digits': 'Dígitos',
  'enrolment.period': 'Novo código a cada',
  'enrolment.scanTitle': 'Leia o código QR',
  'enrolment.scan': 'Abra a aplicação de autenticação, adicione uma conta e leia este código.',
  'enrolment.openHere': 'Configurar neste dispositivo',
  'enrolment.cantScan': 'Não consegue ler o código?',
  'enrolment.typeKey': (account) => `Introduza antes esta chave na aplicação, para a conta ${account}.`,
  'enrolment.settings': (algorithm, digits, period) =>
    `Se a aplicação perguntar: baseado na hora, ${algorithm}, ${digits} dígitos, um novo código a cada ${period}.`,
  'enrolment.appCode': 'Código da aplicação',
  'enrolment.deviceTitle': 'Introduza os códigos do seu dispositivo',
  'enrolment.deviceCode': 'Código do dispositivo',
  'enrolment.codeNumber': (number) => `Código ${number}`,
  'enrolment.wait': 'Espere pelo próximo código.',
  'enrolment.nextCode': 'Introduza agora o próximo código.',
  'enrolment.sameCode': 'É outra vez o mesmo código. Espere pelo próximo.',
  'enrolment.codesRejected': 'Estes códigos não estão certos. Recomece com o código que vê agora.',
  'enrolment.clockAhead': (offset) =>
    `O relógio do seu telemóvel está cerca de ${offset} adiantado. Ative aí a data e hora automáticas e introduza um novo código.`,
  'enrolment.clockBehind': (offset) =>
    `O relógio do seu telemóvel está cerca de ${offset} atrasado. Ative aí a data e hora automáticas e introduza um novo código.`,
  'enrolment.deviceClock':
    'O relógio deste dispositivo está demasiado errado para ser usado. Peça outro ao seu administrador.',
  'enrolment.expired': 'Demorou demasiado tempo; nada foi alterado. Comece de novo.',
  'enrolment.deviceTaken':
    'Esta chave é de um dispositivo que já está a ser usado. Verifique-a ou fale com o seu administrador.',
  'enrolment.doneTitle': 'Configurado com sucesso',
  'enrolment.appDone': 'A partir de agora inicia sessão com a palavra-passe e um código da aplicação.',
  'enrolment.hardwareDone': 'A partir de agora inicia sessão com a palavra-passe e um código do dispositivo.',
  'enrolment.codesLost':
    'A ligação caiu antes de serem mostrados os códigos de recuperação. Crie novos agora, para poder entrar sem o seu dispositivo.',
}
