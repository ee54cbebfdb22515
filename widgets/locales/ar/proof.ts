import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': 'أكّد هويتك',
  'proof.intro': 'يغيّر هذا طريقة تسجيل دخولك، لذا يُرجى تأكيد هويتك أولًا.',
  'proof.codeLabel': 'الرمز من تطبيق المصادقة',
  'proof.confirm': 'تأكيد',
}
