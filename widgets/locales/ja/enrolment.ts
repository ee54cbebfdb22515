import type { enrolment as english } from '../en/enrolment.ts'

export const enrolment: typeof english = {
  'enrolment.title': '2 段階認証の設定',
  'enrolment.intro':
    'パスワードと、お使いのデバイスだけが知っているコードでログインします。どのデバイスを使いますか？',
  'enrolment.app': '認証アプリ',
  'enrolment.appHint': 'スマートフォンで使います。Google Authenticator、Microsoft Authenticator など。',
  'enrolment.hardware': 'ハードウェアデバイス',
  'enrolment.hardwareHint': '画面の付いた小さな機器と、付属のキーが必要です。',
  'enrolment.emailTitle': '先にメールアドレスが必要です',
  'enrolment.email':
    'このアカウントにはメールアドレスがないため、2 段階認証を設定できません。プロフィールに追加するか管理者にご相談のうえ、もう一度お試しください。',
  'enrolment.alreadyTitle': '2 段階認証は設定済みです',
  'enrolment.already':
    '別のデバイスを追加できます。2 台目のスマートフォンや、予備のハードウェアデバイスなどです。',
  'enrolment.another': '別のデバイスを追加',
  'enrolment.keyTitle': 'デバイスのキーを入力',
  'enrolment.keyHint': 'デバイスに付属の紙またはファイルに記載されています。空白やハイフンは無視されます。',
  'enrolment.keyRefused': 'キーとして短すぎるか、不完全です。1 文字ずつ確認してください。',
  'enrolment.serial': 'シリアル番号（任意）',
  'enrolment.advanced': '詳細設定',
  'enrolment.advancedHint': 'メーカーの指定があるときだけ変更してください。',
  'enrolment.algorithm': 'アルゴリズム',
  'enrolment.digits': '桁数',
  'enrolment.period': 'コードの更新間隔',
  'enrolment.scanTitle': 'QR コードをスキャン',
  'enrolment.scan': '認証アプリを開き、アカウントの追加からこのコードをスキャンしてください。',
  'enrolment.openHere': 'このデバイスで設定',
  'enrolment.cantScan': 'スキャンできない場合',
  'enrolment.typeKey': (account) =>
    `代わりに、アカウント ${account} 用としてこのキーをアプリに入力してください。`,
  'enrolment.settings': (algorithm, digits, period) =>
    `アプリで聞かれた場合：時間ベース、${algorithm}、${digits} 桁、${period}ごとに新しいコード。`,
  'enrolment.appCode': 'アプリのコード',
  'enrolment.deviceTitle': 'デバイスのコードを入力',
  'enrolment.deviceCode': 'デバイスのコード',
  'enrolment.codeNumber': (number) => `コード ${number}`,
  'enrolment.wait': '次のコードをお待ちください。',
  'enrolment.nextCode': '次のコードを入力してください。',
  'enrolment.sameCode': '同じコードです。次のコードをお待ちください。',
  'enrolment.codesRejected': 'コードが正しくありません。今表示されているコードから、もう一度始めてください。',
  'enrolment.clockAhead': (offset) =>
    `スマートフォンの時計が約 ${offset}進んでいます。日付と時刻の自動設定をオンにしてから、新しいコードを入力してください。`,
  'enrolment.clockBehind': (offset) =>
    `スマートフォンの時計が約 ${offset}遅れています。日付と時刻の自動設定をオンにしてから、新しいコードを入力してください。`,
  'enrolment.deviceClock':
    'このデバイスの時計はずれが大きすぎるため使えません。管理者に別のものを依頼してください。',
  'enrolment.expired': '時間切れになりました。何も変更されていません。もう一度始めてください。',
  'enrolment.deviceTaken':
    'このキーのデバイスはすでに使われています。キーを確認するか、管理者にご相談ください。',
  'enrolment.doneTitle': '設定が完了しました',
  'enrolment.appDone': '次回から、パスワードとアプリのコードでログインします。',
  'enrolment.hardwareDone': '次回から、パスワードとデバイスのコードでログインします。',
  'enrolment.codesLost':
    'リカバリーコードを表示する前に接続が切れました。デバイスがなくてもログインできるよう、今すぐ新しいコードを作成してください。',
}
