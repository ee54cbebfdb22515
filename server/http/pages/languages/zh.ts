import type { PageTexts } from '../texts.ts'

export const zh: PageTexts = {
  linkOver: {
    title: '此链接已失效',
    lead: '它已被使用、已过期，或者已发送了更新的链接。请登录后重新申请；以最新的邮件为准。',
  },
  done: '完成',
  reset: {
    title: '重置第二重验证',
    consequence: '您的验证器、恢复代码和受信任的设备将被删除。此后您只用密码登录，直到重新设置第二重验证。',
    button: '立即重置',
    warning: '不是您本人申请的吗？那么有人知道您的密码：请关闭此页面并更改密码。',
    doneTitle: '第二重验证已关闭',
    done: (name) => `${name} 的第二重验证已关闭。请用密码登录，并尽快重新设置。`,
  },
  enrol: {
    title: '设置您的第二重验证',
    lead: '手机上的验证器应用每半分钟生成一个新代码。之后您用密码和代码登录。',
    password: '您的密码',
    next: '继续',
    scan: '请用验证器应用扫描，或在应用中输入密钥。',
    openApp: '在手机上：打开应用',
    qrCode: '下方密钥的二维码',
    scanMail: '如果尚未扫描，请用验证器应用扫描邮件中的二维码。',
    code: '应用显示的代码',
    nextCode: '之后的下一个代码',
    confirm: '确认',
    doneTitle: '您的第二重验证已设置',
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
    codeWrong: '代码错误。请输入应用现在显示的代码。',
  },
}
