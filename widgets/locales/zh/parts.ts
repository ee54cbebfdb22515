import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': '复制',
  'parts.copied': '已复制',
  'parts.copyByHand': '此处无法自动复制。文本已选中：请按 Ctrl+C 或 ⌘C。',
  'parts.qrCode': '用于身份验证器应用的二维码',
  'parts.secretKey': '密钥',
}
