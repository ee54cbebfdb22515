import type { account as english } from '../en/account.ts'

export const account: typeof english = {
  'account.title': '2 段階認証',
  'account.enabled': 'オン',
  'account.enabledText': 'パスワードとコードでログインします。',
  'account.disabled': 'オフ',
  'account.disabledText': '設定済みですがオフになっています。パスワードだけでログインできます。',
  'account.pending': '設定途中',
  'account.pendingText': '設定を始めましたが、まだ完了していません。',
  'account.required': '必須',
  'account.requiredText': 'このアカウントには 2 つ目の認証要素が必要です。今すぐ設定してください。',
  'account.requiredBy': (date) =>
    `${date} までに 2 つ目の認証要素を設定してください。それ以降は、設定しないとログインできません。`,
  'account.not-enrolled': '未設定',
  'account.not-enrolledText':
    'パスワードだけでログインできます。2 つ目の認証要素でアカウントを守りましょう。',
  'account.setUp': '今すぐ設定',
  'account.authenticators': '認証アプリとデバイス',
  'account.since': (date) => `${date} から`,
  'account.enable': 'オンにする',
  'account.disable': 'オフにする',
  'account.disableTitle': 'オフにしますか？',
  'account.disableConsequence':
    '再びオンにするまで、このコードは受け付けられません。設定し直す必要はありません。',
  'account.delete': '削除',
  'account.deleteTitle': '削除しますか？',
  'account.deleteConsequence': 'このコードは今後使えなくなります。アプリからもアカウントを削除してください。',
  'account.deleteLastConsequence':
    'このコードもリカバリーコードも今後使えなくなります。以後はパスワードだけでログインできます。',
  'account.deleted': '削除しました。',
  'account.manage': '管理',
  'account.trustedDevices': '信頼済みデバイス',
  'account.noTrustedDevices': 'ありません。どのデバイスでもコードを求められます。',
  'account.trusted': (used, until) => `最終使用：${used}、信頼の期限：${until}`,
  'account.distrust': '信頼を解除',
  'account.distrusted': 'このデバイスでは再びコードを求められます。',
  'account.conflict':
    'このアカウントには 2 つ目の認証要素が必要で、オンになっているのはこれだけです。先に別のデバイスを追加してください。',
  'account.lastAdmin':
    '2 つ目の認証要素を持つ管理者はあなただけです。先にほかの管理者が設定する必要があります。',
  'account.changedMeanwhile': 'その間に別の場所で変更されました。現在の状態を表示しています。',
}
