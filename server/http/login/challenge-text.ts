/** A challenge as a page holds it: who answers it is written beside it, because it may be answered by that user alone. */
export interface TextChallenge {
  readonly challengeState: string
  readonly login: string
}

/** UTF-16 units; as the contract bounds a username. */
const longestLogin = 320

export function challengeText({ challengeState, login }: TextChallenge): string {
  return `${challengeState}.${Buffer.from(login).toString('base64url')}`
}

/** null: not as {@link challengeText} writes it. */
export function readChallenge(text: string): TextChallenge | null {
  const [challengeState = '', encoded = '', ...others] = text.split('.')
  const login = Buffer.from(encoded, 'base64url').toString()
  const isOurs = others.length === 0 && challengeText({ challengeState, login }) === text
  return isOurs && challengeState !== '' && login !== '' && login.length <= longestLogin
    ? { challengeState, login }
    : null
}
