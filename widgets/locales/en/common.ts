export const common = {
  'common.network': 'No connection to the server. Check your network and try again.',
  'common.fault': 'Something went wrong on our side. Please try again in a moment.',
  'common.unavailable':
    'This can’t be checked right now. Nothing was counted against you; please try again soon.',
  'common.throttled': (wait: string) => `Too many attempts. You can try again in ${wait}.`,
  'common.tryAgain': 'Try again',
  'common.password': 'Password',
  'common.showPassword': 'Show password',
  'common.codeIncomplete': (digits: number) => `Enter all ${digits} digits.`,
  'common.codeRejected': 'That code is not right. Check it and try again.',
  'common.codeUsed': 'That code was used already. Wait for the next one.',
  'common.required': 'Please fill this in.',
}
