import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': 'نسخ',
  'parts.copied': 'تم النسخ',
  'parts.copyByHand': 'النسخ محظور هنا. النص محدّد: اضغط Ctrl+C أو ⌘C.',
  'parts.qrCode': 'رمز QR لتطبيق المصادقة',
  'parts.secretKey': 'المفتاح',
}
