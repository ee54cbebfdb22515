import type { login as english } from '../en/login.ts'

export const login: typeof english = {
  'login.title': 'تسجيل الدخول',
  'login.username': 'اسم المستخدم',
  'login.submit': 'تسجيل الدخول',
  'login.rejected': 'اسم المستخدم أو كلمة المرور غير صحيح.',
  'login.codeTitle': 'التحقّق بخطوتين',
  'login.intro.totp': (digits) => `أدخل الرمز المكوّن من ${digits} أرقام من تطبيق المصادقة.`,
  'login.label.totp': 'الرمز',
  'login.intro.email-code': 'أدخل الرمز الذي أرسلناه إليك بالبريد الإلكتروني. قد يستغرق وصوله دقيقة.',
  'login.label.email-code': 'الرمز من البريد الإلكتروني',
  'login.intro.recovery-code': 'أدخل أحد رموز الاسترداد التي حفظتها عند الإعداد. يصلح كل رمز مرة واحدة.',
  'login.label.recovery-code': 'رمز الاسترداد',
  'login.verify': 'تحقّق',
  'login.trust': (duration) => `الوثوق بهذا الجهاز: عدم طلب الرموز لمدة ${duration}`,
  'login.trustWarning': 'لا تفعل ذلك على جهاز مشترك.',
  'login.use.totp': 'استخدام تطبيق المصادقة',
  'login.use.recovery-code': 'استخدام رمز استرداد',
  'login.use.email-code': 'إرسال رمز بالبريد الإلكتروني',
  'login.mailAgain': 'إرسال رمز آخر',
  'login.mailed.email-code': 'إذا كان لحسابك عنوان بريد إلكتروني، فالرمز في الطريق إليك.',
  'login.reset': 'فقدت تطبيق المصادقة؟ أعد ضبطه',
  'login.mailed.reset': 'إذا كان لحسابك عنوان بريد إلكتروني، فرابط إعادة ضبط المصادقة في الطريق إليك.',
  'login.codesLeft': (left) =>
    left === 1 ? 'بقيت محاولة واحدة.' : left === 2 ? 'بقيت محاولتان.' : `بقيت ${left} محاولات.`,
  'login.expired': 'انقضت المهلة. يُرجى إدخال كلمة المرور من جديد.',
  'login.startOver': 'استخدام حساب آخر',
  'login.enrolmentTitle': 'أعدّ التحقّق بخطوتين أولًا',
  'login.enrolmentRequired':
    'يتطلب حسابك عاملًا ثانيًا ولم يُعدّ أي عامل بعد. افتح الرابط في رسالة المسؤول، أو اطلب منه المساعدة.',
  'login.done': (name) => `تم تسجيل دخولك باسم ${name}.`,
}
