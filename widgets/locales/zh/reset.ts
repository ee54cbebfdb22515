import type { reset as english } from '../en/reset.ts'

export const reset: typeof english = {
  'reset.title': '重置身份验证器',
  'reset.intro': '这将移除您账户的第二重验证，以及恢复代码和受信任的设备。您的密码保持不变。',
  'reset.warning': '如果不是您本人申请，请关闭此页面并更改密码：有人知道您的密码。',
  'reset.submit': '立即重置',
  'reset.doneTitle': '身份验证器已重置',
  'reset.done': (name) => `${name}，您现在只需密码即可登录。`,
  'reset.setUpAgain': '请尽快重新设置身份验证器，以保护您的账户。',
  'reset.mustSetUp': '您的账户需要第二重验证：请在下次登录时重新设置身份验证器。',
  'reset.expiredTitle': '此链接已失效',
  'reset.expired': '链接已使用过或已过期。请用密码登录，并在验证码输入框下方重新申请。',
  'reset.missing': '请重新打开邮件中的链接：此页面的地址不完整。',
}
