/** A challenge as a page holds it, together with the user who may answer it. */
export interface TextChallenge {
  readonly challengeState: string
  /** As typed, for the audit log; without a userKey, also for finding the user. */
  readonly login: string
  /** Absent if the challenge is from a version that wrote only the login. */
  readonly userKey?: string
}

/** In UTF-16 units, the same limits as for a username and a userKey in the contract. */
const longestLogin = 320
const longestKey = 512

export function challengeText({ challengeState, login, userKey }: TextChallenge): string {
  const whose = userKey === undefined ? [login] : [login, userKey]
  return [challengeState, ...whose.map((text) => Buffer.from(text).toString('base64url'))].join('.')
}

/** null if {@link challengeText} did not write it. */
export function readChallenge(text: string): TextChallenge | null {
  const [challengeState = '', ...encoded] = text.split('.')
  const [login = '', userKey] = encoded.map((part) => Buffer.from(part, 'base64url').toString())
  const challenge = userKey === undefined ? { challengeState, login } : { challengeState, login, userKey }
  const isComplete = challengeState !== '' && login !== '' && userKey !== ''
  const isBounded = login.length <= longestLogin && (userKey ?? '').length <= longestKey
  return isComplete && isBounded && challengeText(challenge) === text ? challenge : null
}
