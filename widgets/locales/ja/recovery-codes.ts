import type { recoveryCodes as english } from '../en/recovery-codes.ts'

export const recoveryCodes: typeof english = {
  'recovery-codes.title': 'リカバリーコード',
  'recovery-codes.intro': '認証アプリやデバイスが手元にないとき、1 つにつき 1 回だけログインできます。',
  'recovery-codes.left': (left) => `リカバリーコードの残り：${left} 個`,
  'recovery-codes.few': '残りが少なくなっています。早めに新しいコードを作成してください。',
  'recovery-codes.none':
    'リカバリーコードがありません。認証アプリやデバイスを失うと、リセットされるまでログインできなくなります。',
  'recovery-codes.notEnrolled':
    'リカバリーコードは認証アプリやデバイスの代わりに使うものです。先にどちらかを設定してください。',
  'recovery-codes.make': '新しいコードを作成',
  'recovery-codes.makeTitle': '新しいリカバリーコードを作成しますか？',
  'recovery-codes.makeConsequence': '今お持ちのコードはすぐに使えなくなります。',
  'recovery-codes.made': '新しいリカバリーコードが使えるようになりました。',
  'recovery-codes.delete': 'コードを削除',
  'recovery-codes.deleteTitle': 'リカバリーコードを削除しますか？',
  'recovery-codes.deleteConsequence':
    'すぐに使えなくなります。認証アプリやデバイスを失うと、リセットされるまでログインできなくなります。',
  'recovery-codes.deleted': 'リカバリーコードを削除しました。',
  'recovery-codes.saveTitle': 'リカバリーコードを保存してください',
  'recovery-codes.save':
    'スマートフォンだけでなく、別の安全な場所にも保管してください。認証アプリやデバイスが手元にないとき、1 つにつき 1 回だけログインできます。表示されるのは今だけです。',
  'recovery-codes.of': (issuer, account) => `${issuer}：${account} のリカバリーコード`,
  'recovery-codes.once': '各コードは 1 回だけ使えます。',
  'recovery-codes.download': 'ダウンロード',
  'recovery-codes.print': '印刷',
  'recovery-codes.saved': 'コードを保存しました',
  'recovery-codes.saveFirst':
    '先にコードを保存し、それからチェックを入れてください。後から表示することはできません。',
}
