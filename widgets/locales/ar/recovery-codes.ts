import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': 'رموز الاسترداد',
  'recovery-codes.intro': 'يتيح لك كل رمز تسجيل الدخول مرة واحدة حين لا تكون وسيلة المصادقة في متناولك.',
  'recovery-codes.left': (left) => `رموز الاسترداد المتبقية: ${left}`,
  'recovery-codes.few': 'أوشكت الرموز على النفاد. أنشئ رموزًا جديدة في الوقت المناسب.',
  'recovery-codes.none':
    'ليست لديك رموز استرداد. إذا فقدت وسيلة المصادقة فلن تتمكن من الدخول حتى يُعاد ضبطها.',
  'recovery-codes.notEnrolled': 'رموز الاسترداد بديل عن وسيلة المصادقة. أعدّ وسيلة أولًا.',
  'recovery-codes.make': 'إنشاء رموز جديدة',
  'recovery-codes.makeTitle': 'هل تريد إنشاء رموز استرداد جديدة؟',
  'recovery-codes.makeConsequence': 'ستتوقف الرموز التي لديك الآن عن العمل فورًا.',
  'recovery-codes.made': 'رموز الاسترداد الجديدة صالحة من الآن.',
  'recovery-codes.delete': 'حذف الرموز',
  'recovery-codes.deleteTitle': 'هل تريد حذف رموز الاسترداد؟',
  'recovery-codes.deleteConsequence':
    'ستتوقف عن العمل فورًا. وإذا فقدت وسيلة المصادقة بعد ذلك فلن تتمكن من الدخول حتى يُعاد ضبطها.',
  'recovery-codes.deleted': 'حُذفت رموز الاسترداد.',
  'recovery-codes.saveTitle': 'احفظ رموز الاسترداد',
  'recovery-codes.save':
    'احتفظ بها في مكان آمن، لا على هاتفك وحده. يتيح لك كل رمز تسجيل الدخول مرة واحدة حين لا تكون وسيلة المصادقة في متناولك. لا تُعرض الرموز إلا الآن.',
  'recovery-codes.of': (issuer, account) => `${issuer}: رموز استرداد ${account}`,
  'recovery-codes.once': 'يصلح كل رمز مرة واحدة.',
  'recovery-codes.download': 'تنزيل',
  'recovery-codes.print': 'طباعة',
  'recovery-codes.saved': 'حفظتُ هذه الرموز',
  'recovery-codes.saveFirst': 'احفظ الرموز أولًا ثم ضع علامة في المربع: لا يمكن لأحد عرضها لك مرة أخرى.',
}
