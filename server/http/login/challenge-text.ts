/** A challenge as a page holds it: who answers it is written beside it, because it may be answered by that user alone. */
export interface TextChallenge {
  readonly challengeState: string
  /** As it was typed, for the audit log; it finds nobody. */
  readonly login: string
  readonly userKey: string
}

/** UTF-16 units; as the contract bounds a username and a userKey. */
const longestLogin = 320
const longestKey = 512

export function challengeText({ challengeState, login, userKey }: TextChallenge): string {
  return [challengeState, ...[login, userKey].map((text) => Buffer.from(text).toString('base64url'))].join(
    '.',
  )
}

/** null: not as {@link challengeText} writes it. */
export function readChallenge(text: string): TextChallenge | null {
  const [challengeState = '', ...encoded] = text.split('.')
  const [login = '', userKey = ''] = encoded.map((part) => Buffer.from(part, 'base64url').toString())
  const challenge = { challengeState, login, userKey }
  const isComplete = challengeState !== '' && login !== '' && userKey !== ''
  const isBounded = login.length <= longestLogin && userKey.length <= longestKey
  return isComplete && isBounded && challengeText(challenge) === text ? challenge : null
}
