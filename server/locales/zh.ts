import type { Texts } from './texts.ts'

export const zh: Texts = {
  mail: {
    greeting: (name) => `${name}，您好：`,
    footer: '此邮件由您的电话系统登录服务自动发送。',
    linkAsText: '如果按钮无法使用，请将以下地址复制到浏览器中：',
    graceEnds: (time) => `从 ${time} 起，登录时需要输入验证码。`,
    emailCode: {
      subject: '您的登录验证码',
      lead: '以下是您本次登录的验证码：',
      validFor: (duration) => `该验证码仅限本次登录使用一次，有效期为${duration}。`,
      warning:
        '如果您现在没有登录，说明有人知道您的密码：请更改密码并通知管理员。任何人都不会向您索要此验证码。',
    },
    resetLink: {
      subject: '重置您的两步验证',
      lead: '您请求重置登录的两步验证。',
      button: '立即重置',
      validFor: (duration) => `此链接只能使用一次，有效期为${duration}。`,
      consequence: '重置后，您的验证器、恢复代码和受信任的设备都将被删除，您可以重新设置验证器。',
      warning: '如果这不是您的请求，请不要打开此链接。有人知道您的密码：请更改密码并通知管理员。',
    },
    enrolment: {
      subject: '请设置您的两步验证',
      lead: '您可以用两步验证保护登录：除密码外，还需输入手机应用显示的验证码。',
      button: '开始设置',
      validFor: (duration) => `此链接仅供您本人使用，打开后需要输入密码，有效期为${duration}。`,
      scan: '请用验证器应用扫描此二维码：',
      key: '或者在应用中输入此密钥：',
      openInApp: '在手机上，点按此链接可打开应用：',
      confirm: '然后用应用显示的验证码进行确认：',
      secrecy: '任何持有此二维码或密钥的人都能生成您的验证码：设置完成后请删除此邮件。',
    },
    notices: {
      enrolled: { subject: '已设置两步验证', lead: '已为您的登录设置验证器。' },
      disabled: { subject: '您的两步验证已停用', lead: '您登录的两步验证已停用，设置仍然保留。' },
      enabled: { subject: '您的两步验证已启用', lead: '您登录的两步验证已重新启用。' },
      deleted: { subject: '已移除验证器', lead: '已从您的登录中移除一个验证器。' },
      reset: {
        subject: '您的两步验证已重置',
        lead: '您登录的两步验证已重置：您的验证器、恢复代码和受信任的设备均已删除。',
      },
      'recovery-codes-made': {
        subject: '已生成新的恢复代码',
        lead: '已为您的登录生成新的恢复代码，旧的恢复代码不再有效。',
      },
      'recovery-codes-deleted': {
        subject: '您的恢复代码已删除',
        lead: '您登录的恢复代码已删除。',
      },
      'recovery-code-used': {
        subject: '有恢复代码被使用',
        lead: '有人使用您的一个恢复代码登录。该代码不能再次使用。',
      },
      'device-assigned': {
        subject: '已为您分配硬件验证器',
        lead: '已为您的登录分配一个硬件验证器。',
      },
    },
    details: { time: '时间', device: '设备', address: '地址', portal: '门户' },
    changedByAdmin: '此操作由管理员执行。如果您对此不知情，请咨询管理员。',
    changedByUser: '如果是您本人操作，则无需处理。如果不是，请更改密码并通知管理员。',
    test: {
      subject: '测试邮件',
      lead: '这是一封测试邮件。您可以收到电话系统登录服务发送的邮件。',
    },
  },

  pages: {
    home: {
      lead: '此服务验证电话系统用户登录时使用的验证码。',
      mail: '要设置或重置两步验证，请打开您收到的邮件中的链接。',
      portal: '登录门户',
      developers: '开发者：API',
    },
    notFound: {
      title: '找不到页面',
      lead: '此地址没有内容。如果您是通过邮件中的链接来的，请从邮件中重新打开它。',
    },
    linkOver: {
      title: '此链接已失效',
      lead: '它已被使用、已过期，或已被更新的链接取代。请登录后重新申请；以最新的邮件为准。',
    },
    done: '完成',
    reset: {
      title: '重置两步验证',
      consequence: '您的验证器、恢复代码和受信任的设备将被删除。此后您只用密码登录，直到重新设置两步验证。',
      button: '立即重置',
      warning: '不是您本人申请的吗？那么有人知道您的密码：请关闭此页面并更改密码。',
      doneTitle: '两步验证已关闭',
      done: (name) => `${name} 的两步验证已关闭。请用密码登录，并尽快重新设置。`,
    },
    enrol: {
      title: '设置您的两步验证',
      lead: '手机上的验证器应用每半分钟生成一个新代码。之后您用密码和代码登录。',
      userName: '用户名',
      password: '您的密码',
      next: '继续',
      scan: '请用验证器应用扫描，或在应用中输入密钥。',
      openApp: '在手机上：打开应用',
      qrCode: '下方密钥的二维码',
      scanMail: '如果尚未扫描，请用验证器应用扫描邮件中的二维码。',
      code: '应用显示的代码',
      nextCode: '之后的下一个代码',
      confirm: '确认',
      doneTitle: '您的两步验证已设置',
      done: '从现在起，您用密码和应用中的代码登录。',
      recoveryCodes: '恢复代码',
      recoveryLead: '每个代码可代替应用代码使用一次。请立即打印或抄写：它们不会再次显示。',
    },
    faults: {
      passwordWrong: '密码错误。',
      unavailable: '目前无法验证。请重试。',
      throttled: (wait) => `尝试次数过多。请在 ${wait}后重试。`,
      emailMissing: '您首先需要一个邮箱地址。',
      tookTooLong: '用时过长。请重新开始。',
      codeUsed: '此代码已使用过。请等待下一个。',
      codesHeld: (wait) => `验证码暂时停用，此次不计入失败次数。${wait}后恢复可用。`,
      codeWrong: '代码错误。请输入应用现在显示的代码。',
    },
  },
}
