import type { login as english } from '../en/login.ts'

export const login: typeof english = {
  'login.title': 'ログイン',
  'login.username': 'ユーザー名',
  'login.submit': 'ログイン',
  'login.rejected': 'ユーザー名またはパスワードが正しくありません。',
  'login.codeTitle': '2 段階認証',
  'login.intro.totp': (digits) => `認証アプリに表示された ${digits} 桁のコードを入力してください。`,
  'login.label.totp': 'コード',
  'login.intro.email-code':
    'メールでお送りしたコードを入力してください。届くまで 1 分ほどかかることがあります。',
  'login.label.email-code': 'メールのコード',
  'login.intro.recovery-code':
    '設定時に保存したリカバリーコードを 1 つ入力してください。各コードは 1 回だけ使えます。',
  'login.label.recovery-code': 'リカバリーコード',
  'login.verify': '確認',
  'login.trust': (duration) => `このデバイスを信頼する（${duration}間コードを求めない）`,
  'login.trustWarning': '共用のパソコンでは使用しないでください。',
  'login.use.totp': '認証アプリを使う',
  'login.use.recovery-code': 'リカバリーコードを使う',
  'login.use.email-code': 'メールでコードを受け取る',
  'login.mailAgain': 'コードを再送する',
  'login.mailed.email-code': 'アカウントにメールアドレスが登録されていれば、コードが届きます。',
  'login.reset': '認証アプリを使えない場合はリセット',
  'login.mailed.reset': 'アカウントにメールアドレスが登録されていれば、リセット用のリンクが届きます。',
  'login.codesLeft': (left) => `あと ${left} 回試せます。`,
  'login.expired': '時間切れになりました。パスワードをもう一度入力してください。',
  'login.startOver': '別のアカウントを使う',
  'login.enrolmentTitle': '先に 2 段階認証を設定してください',
  'login.enrolmentRequired':
    'このアカウントには 2 つ目の認証要素が必要ですが、まだ設定されていません。管理者からのメールのリンクを開くか、管理者にご相談ください。',
  'login.done': (name) => `${name} としてログインしました。`,
}
