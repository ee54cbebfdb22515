import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': 'انتهت جلستك. يُرجى تسجيل الدخول إلى البوابة من جديد.',
  'parts.forbidden': 'ليس لديك إذن للقيام بذلك.',
  'parts.loading': 'جارٍ التحميل',
  'parts.cancel': 'إلغاء',
  'parts.close': 'إغلاق',
  'parts.continue': 'متابعة',
  'parts.passwordRejected': 'كلمة المرور غير صحيحة.',
  'parts.copy': 'نسخ',
  'parts.copied': 'تم النسخ',
  'parts.copyByHand': 'النسخ محظور هنا. النص محدّد: اضغط Ctrl+C أو ⌘C.',
  'parts.qrCode': 'رمز QR لتطبيق المصادقة',
  'parts.secretKey': 'المفتاح',
}
