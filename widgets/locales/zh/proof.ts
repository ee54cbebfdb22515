import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': '确认是您本人',
  'proof.intro': '此操作会改变您的登录方式，请先确认身份。',
  'proof.codeLabel': '身份验证器中的验证码',
  'proof.confirm': '确认',
}
