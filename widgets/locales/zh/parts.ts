import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': '会话已结束。请重新登录门户。',
  'parts.forbidden': '您没有权限执行此操作。',
  'parts.loading': '正在加载',
  'parts.cancel': '取消',
  'parts.close': '关闭',
  'parts.continue': '继续',
  'parts.passwordRejected': '密码不正确。',
  'parts.copy': '复制',
  'parts.copied': '已复制',
  'parts.copyByHand': '此处无法自动复制。文本已选中：请按 Ctrl+C 或 ⌘C。',
  'parts.qrCode': '用于身份验证器应用的二维码',
  'parts.secretKey': '密钥',
}
