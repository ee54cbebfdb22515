import type { reset as english } from '../en/reset.ts'

export const reset: typeof english = {
  'reset.title': '認証アプリのリセット',
  'reset.intro':
    'アカウントの 2 つ目の認証要素を、リカバリーコードと信頼済みデバイスとともに削除します。パスワードは変わりません。',
  'reset.warning':
    'お心当たりがない場合は、このページを閉じてパスワードを変更してください。誰かに知られています。',
  'reset.submit': '今すぐリセット',
  'reset.doneTitle': '認証アプリをリセットしました',
  'reset.done': (name) => `${name} さんは、パスワードだけでログインできるようになりました。`,
  'reset.setUpAgain': 'アカウントを守るため、早めに認証アプリを設定し直してください。',
  'reset.mustSetUp':
    'このアカウントには 2 つ目の認証要素が必要です。次回のログイン時に認証アプリを設定してください。',
  'reset.expiredTitle': 'このリンクは無効です',
  'reset.expired':
    '使用済みか、期限が切れています。パスワードでログインし、コード入力欄の下から新しいリンクを申し込んでください。',
  'reset.missing': 'メールのリンクをもう一度開いてください。このページのアドレスが不完全です。',
}
