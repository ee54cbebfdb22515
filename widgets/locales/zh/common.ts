import type { common as english } from '../en/common.ts'

export const common: typeof english = {
  'common.network': '无法连接服务器。请检查网络后重试。',
  'common.fault': '我们这边出了点问题。请稍后重试。',
  'common.unavailable': '现在无法验证。此次不计为失败；请稍后再试。',
  'common.throttled': (wait) => `尝试次数过多。请在${wait}后重试。`,
  'common.tryAgain': '重试',
  'common.password': '密码',
  'common.showPassword': '显示密码',
  'common.codeIncomplete': (digits) => `请输入全部 ${digits} 位数字。`,
  'common.codeRejected': '验证码不正确。请核对后重试。',
  'common.codeUsed': '该验证码已使用过。请等待下一个。',
  'common.required': '请填写此项。',
}
