import type { Joined } from './install.ts'

/** Milliseconds; the module waits no longer either. */
const patience = 5000

/**
 * Asks Ringlock what the module will ask it, for a user that no store has, so that no user is charged. null: all of it is answered as it
 * should be; else why not, in a sentence.
 */
export async function tryRoundTrip({
  url,
  key,
  store,
  pbx,
}: Joined & { readonly key: string }): Promise<string | null> {
  const userKey = `${store}:0`
  const ask = async (path: string, body: object | null): Promise<number> => {
    const { status } = await fetch(`${url}${path}`, {
      ...(body !== null && { method: 'POST', body: JSON.stringify(body) }),
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    })
    return status
  }
  try {
    const keys = await ask('/.well-known/jwks.json', null)
    if (keys !== 200) return `${url} is no Ringlock: its keys are answered with ${keys}.`
    const token = await ask('/api/v1/widget-tokens', { userKey })
    if (token === 401)
      return 'Ringlock does not know the key yet: restart the service, so that it reads ringlock.yaml.'
    if (token !== 404) return `Ringlock answers a call of the portal with ${token}.`
    if (!pbx.maySkipPassword) return null
    const login = await ask('/api/v1/login', { userKey, amr: ['pwd'] })
    return login === 403 ? 'The portal may not ask for the code alone: set maySkipPassword: true.' : null
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return `Ringlock does not answer at ${url}: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}
