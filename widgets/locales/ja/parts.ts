import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.copy': 'コピー',
  'parts.copied': 'コピーしました',
  'parts.copyByHand': 'ここではコピーできません。テキストを選択しました。Ctrl+C または ⌘C を押してください。',
  'parts.qrCode': '認証アプリ用の QR コード',
  'parts.secretKey': 'キー',
}
