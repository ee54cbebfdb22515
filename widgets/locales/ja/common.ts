import type { common as english } from '../en/common.ts'

export const common: typeof english = {
  'common.network': 'サーバーに接続できません。ネットワークを確認して、もう一度お試しください。',
  'common.fault': 'サーバー側で問題が発生しました。しばらくしてからもう一度お試しください。',
  'common.unavailable':
    '現在確認できません。失敗としては数えられていません。しばらくしてからお試しください。',
  'common.throttled': (wait) => `試行回数が多すぎます。${wait}後にもう一度お試しください。`,
  'common.tryAgain': 'もう一度試す',
  'common.password': 'パスワード',
  'common.showPassword': 'パスワードを表示',
  'common.codeIncomplete': (digits) => `${digits} 桁すべてを入力してください。`,
  'common.codeRejected': 'コードが正しくありません。確認してもう一度お試しください。',
  'common.codeUsed': 'このコードは使用済みです。次のコードをお待ちください。',
  'common.required': 'この項目を入力してください。',
}
