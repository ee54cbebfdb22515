import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Role } from '../../../adapters/user-store.ts'
import { openListeners, openService } from '../../../server/compose/app.ts'
import { createLog } from '../../../server/compose/log.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import { type Clock, systemClock } from '../../../server/lib/clock.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import { createOutbox, type Outbox } from '../../../server/mail/outbox.ts'
import type { Listeners, Service } from '../../../server/service.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'

export const portalKey = 'the key of the portal in these tests'
export const otherKey = 'the key of another portal in these tests'
export const portalOrigin = 'https://portal.example.org'
export const otherOrigin = 'https://other.example.org'
export const publicUrl = 'https://phone.example.org'
export const sharedSecret = 'a shared secret of these tests'
export const password = 'correct horse \'é"$'

export interface Sent {
  readonly body?: unknown
  /** Sent as it stands, in place of a JSON body. */
  readonly raw?: NonNullable<RequestInit['body']>
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body, field by field
  readonly body: any
}

export interface Person {
  readonly name: string
  readonly userKey: string
  /** The code `steps` time-steps from now. */
  code(steps?: number): string
  readonly recoveryCodes: readonly string[]
}

/** A real service with both listeners open on loopback, whose mail is kept. */
export interface HttpWorld {
  readonly service: Service
  readonly listeners: Listeners
  readonly url: string
  readonly outbox: Outbox
  /** Waits for a mail that says this, and gives the first group. */
  mailed(pattern: RegExp): Promise<string>
  /** Everything that the listeners have logged, at the lowest level. */
  logged(): string
  request(method: string, path: string, sent?: Sent): Promise<Got>
  /** A call under /api/v1 as the portal's server makes it, unless `bearer` says otherwise. */
  call(method: string, path: string, sent?: Sent): Promise<Got>
  addPerson(name: string, options?: PersonOptions): Promise<Person>
  /** A widget token for a user. */
  tokenFor(name: string, claims?: object): Promise<string>
}

export interface PersonOptions {
  readonly role?: Role
  readonly email?: string | null
  readonly enrolled?: boolean
}

/**
 * @param change - sections of the configuration that differ
 * @param mail - `sent`: by the mail server that `change` configures
 * @param clock - one that stands still where a wait must not run out on a busy machine
 */
export function withHttpWorld(
  use: (world: HttpWorld) => Promise<void>,
  change: object = {},
  mail: 'kept' | 'sent' = 'kept',
  clock: Clock = systemClock,
): Promise<void> {
  return withTemporaryFolder((folder) => runHttpWorldIn(folder, use, change, mail, clock))
}

/** A world in which no wait and no deadline runs out: the machine may be busy. */
export function withStillHttpWorld(
  use: (world: HttpWorld) => Promise<void>,
  change: object = {},
): Promise<void> {
  const now = Date.now()
  return withHttpWorld(use, change, 'kept', () => now)
}

/** One run of a service whose data stay in `folder`, below `data`. */
export async function runHttpWorldIn(
  folder: string,
  use: (world: HttpWorld) => Promise<void>,
  change: object = {},
  mail: 'kept' | 'sent' = 'kept',
  clock: Clock = systemClock,
): Promise<void> {
  const configFile = join(folder, 'ringlock.yaml')
  await writeFile(configFile, JSON.stringify({ ...configuration, ...change }), { mode: 0o600 })
  const outbox = createOutbox({ clock, language: 'en' })
  const given = { outbox: mail === 'kept' ? outbox : null, clock }
  const service = await openService(await loadConfig(configFile, { env: {} }), given)
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const listeners = await openListeners({ ...service, log: createLog('trace', stream) })
  try {
    await use(createWorld(service, listeners, outbox, () => lines.join('')))
  } finally {
    await listeners.close()
    await service.close()
  }
}

const configuration = {
  dataDir: './data',
  logLevel: 'silent',
  radius: {
    listen: ['127.0.0.1:0'],
    clients: [{ name: 'office-pbx', address: '127.0.0.1', secret: sharedSecret }],
  },
  http: {
    listen: '127.0.0.1:0',
    publicUrl,
    portals: [
      { name: 'portal', key: portalKey, origins: [portalOrigin] },
      { name: 'other', key: otherKey, origins: [otherOrigin] },
    ],
  },
  userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
}

/** The section `http`, with some keys another way. */
export function httpWith(change: object): object {
  return { http: { ...configuration.http, ...change } }
}

function createWorld(
  service: Service,
  listeners: Listeners,
  outbox: Outbox,
  logged: () => string,
): HttpWorld {
  const url = listeners.http ?? ''

  async function request(method: string, path: string, { body, raw, bearer, headers }: Sent = {}) {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(raw === undefined ? {} : { body: raw, duplex: 'half' }),
    })
    const text = await response.text()
    const isJson = response.headers.get('Content-Type') === 'application/json' && text !== ''
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : null,
    }
  }
  const call = (method: string, path: string, sent: Sent = {}) =>
    request(method, `/api/v1${path}`, { bearer: portalKey, ...sent })

  return {
    service,
    listeners,
    url,
    outbox,
    logged,
    request,
    call,
    async mailed(pattern) {
      for (const tooLate = Date.now() + 60_000; Date.now() < tooLate; ) {
        const found = outbox.mails().map(({ text }) => pattern.exec(text)?.[1])
        const [first] = found.filter((each) => each !== undefined)
        if (first !== undefined) return first
        await new Promise((later) => setImmediate(later))
      }
      throw new Error(`no mail says ${pattern}`)
    },
    async addPerson(name, { role = 'user', email = null, enrolled = true } = {}) {
      // An import takes what is elsewhere, odd addresses included.
      const row = { name, email, role, groups: [], password }
      const prepared = await service.fileUsers?.prepareImport([row])
      if (prepared?.outcome !== 'prepared') throw new Error(`${name} is refused`)
      await prepared.commit()
      const found = await service.users.find(name)
      if (found === null || found === 'ambiguous') throw new Error(`no ${name}`)
      const { userKey } = found
      const person = { name, userKey, recoveryCodes: [], code: () => '' }
      if (!enrolled) return person
      const bound = await service.enrolments.bindAtOnce(
        { userKey, account: name, kind: 'app', totpSecret: null, another: false, ...totp },
        { door: 'cli' },
      )
      if (bound.result !== 'bound') throw new Error(bound.reason)
      const { totpSecret, recoveryCodes } = bound
      return { ...person, recoveryCodes, code: (steps = 0) => codeOf(totpSecret, steps, service.clock()) }
    },
    async tokenFor(name, claims = {}) {
      const { status, body, text } = await call('POST', '/widget-tokens', { body: { user: name, ...claims } })
      if (status !== 201) throw new Error(text)
      return body.token
    },
  }
}

/** How apps make codes unless they are told otherwise. */
const totp = { algorithm: 'SHA1', digits: 6, period: 30, stepOffset: 0 } as const

export function codeOf(totpSecret: string, steps = 0, now = Date.now()): string {
  const bytes = parseTotpSecret(totpSecret)
  if (bytes === null) throw new Error('not base32')
  return codeAt(totpKey(bytes, totp.algorithm), timeStepAt(now, totp.period) + steps, totp)
}
