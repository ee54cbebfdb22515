/** A challenge as a page holds it: who answers it is written beside it, because it may be answered by that user alone. */
export interface TextChallenge {
  readonly challengeState: string
  /** As it was typed, for the audit log; without a userKey the user is looked for by it. */
  readonly login: string
  /** Left out: the challenge was shown by a version that wrote the login alone. */
  readonly userKey?: string
}

/** UTF-16 units; as the contract bounds a username and a userKey. */
const longestLogin = 320
const longestKey = 512

export function challengeText({ challengeState, login, userKey }: TextChallenge): string {
  const whose = userKey === undefined ? [login] : [login, userKey]
  return [challengeState, ...whose.map((text) => Buffer.from(text).toString('base64url'))].join('.')
}

/** null: not as {@link challengeText} writes it. */
export function readChallenge(text: string): TextChallenge | null {
  const [challengeState = '', ...encoded] = text.split('.')
  const [login = '', userKey] = encoded.map((part) => Buffer.from(part, 'base64url').toString())
  const challenge = userKey === undefined ? { challengeState, login } : { challengeState, login, userKey }
  const isComplete = challengeState !== '' && login !== '' && userKey !== ''
  const isBounded = login.length <= longestLogin && (userKey ?? '').length <= longestKey
  return isComplete && isBounded && challengeText(challenge) === text ? challenge : null
}
