import type { parts as english } from '../en/parts.ts'

export const parts: typeof english = {
  'parts.sessionEnded': 'セッションが終了しました。ポータルにもう一度ログインしてください。',
  'parts.forbidden': 'この操作を行う権限がありません。',
  'parts.loading': '読み込み中',
  'parts.cancel': 'キャンセル',
  'parts.close': '閉じる',
  'parts.continue': '続ける',
  'parts.passwordRejected': 'パスワードが正しくありません。',
  'parts.copy': 'コピー',
  'parts.copied': 'コピーしました',
  'parts.copyByHand': 'ここではコピーできません。テキストを選択しました。Ctrl+C または ⌘C を押してください。',
  'parts.qrCode': '認証アプリ用の QR コード',
  'parts.secretKey': 'キー',
}
