import type { proof as english } from '../en/proof.ts'

export const proof: typeof english = {
  'proof.title': 'ご本人の確認',
  'proof.intro': 'ログイン方法が変わるため、先にご本人であることを確認します。',
  'proof.codeLabel': '認証アプリのコード',
  'proof.confirm': '確認',
}
