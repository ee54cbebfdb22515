import type { common as english } from '../en/common.ts'

export const common: typeof english = {
  'common.network': 'لا يوجد اتصال بالخادم. تحقّق من شبكتك ثم حاول مرة أخرى.',
  'common.fault': 'حدث خطأ من جانبنا. يُرجى المحاولة مرة أخرى بعد قليل.',
  'common.unavailable': 'يتعذّر التحقّق الآن. لم تُحتسب أي محاولة؛ يُرجى المحاولة مرة أخرى قريبًا.',
  'common.throttled': (wait) => `محاولات كثيرة جدًا. يمكنك المحاولة مرة أخرى بعد ${wait}.`,
  'common.tryAgain': 'حاول مرة أخرى',
  'common.password': 'كلمة المرور',
  'common.showPassword': 'إظهار كلمة المرور',
  'common.codeIncomplete': (digits) => `أدخل الأرقام كلها، وعددها ${digits}.`,
  'common.codeRejected': 'هذا الرمز غير صحيح. تحقّق منه وحاول مرة أخرى.',
  'common.codeUsed': 'سبق استخدام هذا الرمز. انتظر الرمز التالي.',
  'common.required': 'يُرجى ملء هذا الحقل.',
}
