import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': '恢复代码',
  'recovery-codes.intro': '身份验证器不在身边时，每个代码可用来登录一次。',
  'recovery-codes.left': (left) => `还剩 ${left} 个恢复代码`,
  'recovery-codes.few': '恢复代码快用完了。请及时生成新的。',
  'recovery-codes.none': '您没有恢复代码。如果身份验证器丢失，在重置之前您将无法登录。',
  'recovery-codes.notEnrolled': '恢复代码用来代替身份验证器。请先设置身份验证器。',
  'recovery-codes.make': '生成新代码',
  'recovery-codes.makeTitle': '生成新的恢复代码？',
  'recovery-codes.makeConsequence': '您现有的代码将立即失效。',
  'recovery-codes.made': '新的恢复代码现已生效。',
  'recovery-codes.delete': '删除代码',
  'recovery-codes.deleteTitle': '删除恢复代码？',
  'recovery-codes.deleteConsequence': '它们将立即失效。之后如果身份验证器丢失，在重置之前您将无法登录。',
  'recovery-codes.deleted': '恢复代码已删除。',
  'recovery-codes.saveTitle': '请保存恢复代码',
  'recovery-codes.save':
    '请存放在安全的地方，不要只存在手机上。身份验证器不在身边时，每个代码可用来登录一次。代码只在此刻显示。',
  'recovery-codes.of': (issuer, account) => `${issuer}：${account} 的恢复代码`,
  'recovery-codes.once': '每个代码只能使用一次。',
  'recovery-codes.download': '下载',
  'recovery-codes.print': '打印',
  'recovery-codes.saved': '我已保存这些代码',
  'recovery-codes.saveFirst': '请先保存代码，再勾选此项：之后无法再次显示。',
}
