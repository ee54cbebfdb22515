import type { Failed, Refused } from './calls.ts'

/** Provided by the portal: a fresh widget token of the user who is logged in there. */
export type TokenProvider = () => Promise<string>

/** There is no token: the portal refused (`unauthenticated`), or could not be reached. */
export type NoToken = Refused | Failed

/** The widget token of one element, kept in memory only. Calls that need a token at the same time share one request. */
export interface TokenSource {
  current(): Promise<string | NoToken>
  /** A new token in place of a refused one. Calls that were refused with the same token get the same new one. */
  instead(refused: string): Promise<string | NoToken>
}

const noToken: Refused = { outcome: 'refused', code: 'unauthenticated', message: 'the portal gave no token' }

/** `origin`: the page's function, or a URL of the portal that answers `{ token }`. */
export function createTokenSource(origin: TokenProvider | string): TokenSource {
  const ask = () => (typeof origin === 'string' ? askUrl(origin) : askProvider(origin))
  let asked: Promise<string | NoToken> | null = null
  const askOnce = () => {
    const question = ask().then((token) => {
      if (typeof token !== 'string' && asked === question) asked = null
      return token
    })
    asked = question
    return question
  }
  return {
    current: () => asked ?? askOnce(),
    async instead(refused) {
      const before = asked
      if (before !== null && (await before) !== refused) return before
      return asked === before || asked === null ? askOnce() : asked
    },
  }
}

async function askProvider(provider: TokenProvider): Promise<string | NoToken> {
  try {
    return await provider()
  } catch {
    return noToken
  }
}

async function askUrl(url: string): Promise<string | NoToken> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
    })
    if (!response.ok) return response.status >= 500 ? { outcome: 'failed', reason: 'fault' } : noToken
    const { token } = (await response.json()) as { token?: unknown }
    return typeof token === 'string' ? token : noToken
  } catch {
    return { outcome: 'failed', reason: 'network' }
  }
}
