import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = {
  lang: 'ja',
  dir: 'ltr',

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
  'common.codesHeld': (wait) =>
    `コードは一時停止中です。失敗としては数えられていません。${wait}後に再び使えます。`,
  'common.recoveryCodeHeld':
    'このリカバリーコードはバックアップの復元より前に作られたため、使えません。別の方法を使うか、管理者にお問い合わせください。',
  'common.required': 'この項目を入力してください。',

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
  'login.trustFirst':
    '最後の桁を入力すると自動的に送信されます。必要な場合は、先に上のボックスにチェックを入れてください。',
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
    'このアカウントには 2 段階認証が必要ですが、まだ設定されていません。管理者からのメールのリンクを開くか、管理者にご相談ください。',
  'login.offerTitle': 'ログインを保護しましょう',
  'login.offer': (time) =>
    `${time}以降は、ログインにパスワードのほかにコードが必要になります。設定は 1 分ほどで終わります。`,
  'login.setUpNow': '今すぐ設定',
  'login.later': 'あとで',
  'login.done': (name) => `${name} としてログインしました。`,

  'reset.title': '認証アプリのリセット',
  'reset.intro':
    'アカウントの 2 段階認証を、リカバリーコードと信頼済みデバイスとともに削除します。パスワードは変わりません。',
  'reset.warning':
    'お心当たりがない場合は、このページを閉じてパスワードを変更してください。誰かに知られています。',
  'reset.submit': '今すぐリセット',
  'reset.doneTitle': '認証アプリをリセットしました',
  'reset.done': (name) => `${name} さんは、パスワードだけでログインできるようになりました。`,
  'reset.setUpAgain': 'アカウントを守るため、早めに認証アプリを設定し直してください。',
  'reset.mustSetUp':
    'このアカウントには 2 段階認証が必要です。次回のログイン時に認証アプリを設定してください。',
  'reset.expiredTitle': 'このリンクは無効です',
  'reset.expired':
    '使用済みか、期限が切れています。パスワードでログインし、コード入力欄の下から新しいリンクを申し込んでください。',
  'reset.missing': 'メールのリンクをもう一度開いてください。このページのアドレスが不完全です。',
}
