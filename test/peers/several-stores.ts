import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openListeners, openService } from '../../server/compose/app.ts'
import { loadConfig } from '../../server/config/load-config.ts'
import type { Service } from '../../server/service.ts'
import type { FixtureUser } from '../adapters/user-store-contract.ts'
import { encodeAccessRequest, isSignedReply } from '../bench/access-request.ts'
import { currentTimeStep, makeUsers, totpCode } from '../bench/population.ts'
import { sharedSecret } from './ringlock.ts'

/** A service with several user stores, seen from outside through its listeners. */
export interface SeveralStores {
  readonly service: Service
  /** The answer that the packet was given; null: none. */
  radius(userName: string, userPassword: string): Promise<'accept' | 'reject' | null>
  /** POST /api/v1/login, each from an address of its own. */
  http(username: string, password: string): Promise<number>
  /** What /readyz says, with its status. */
  readyz(): Promise<{ readonly status: number; readonly failing: readonly string[] }>
}

const portalKey = 'the key of the portal in these tests'
/** Milliseconds after which a NAS would not wait any more; a login's deadline is shorter. */
const patience = 6000
const answers: Readonly<Record<number, 'accept' | 'reject'>> = { 2: 'accept', 3: 'reject' }

export async function withSeveralStores(
  folder: string,
  userStores: readonly object[],
  whenUnavailable: 'silence' | 'reject',
  use: (listeners: SeveralStores) => Promise<void>,
): Promise<void> {
  const configFile = join(folder, `${whenUnavailable}.yaml`)
  const client = { name: 'office-pbx', address: '127.0.0.1', secret: sharedSecret }
  const config = {
    dataDir: `./${whenUnavailable}`,
    logLevel: 'silent',
    radius: { listen: ['127.0.0.1:0'], clients: [client], deadline: '2s', whenUnavailable },
    http: {
      listen: '127.0.0.1:0',
      portals: [{ name: 'portal', key: portalKey, origins: ['https://portal.example.org'] }],
      trustedProxies: ['127.0.0.1'],
    },
    userStores,
  }
  await writeFile(configFile, JSON.stringify(config), { mode: 0o600 })
  const service = await openService(await loadConfig(configFile, { env: {} }))
  try {
    const listeners = await openListeners(service)
    try {
      const port = Number(listeners.radius[0]?.split(':').at(-1))
      const url = listeners.http ?? ''
      let addresses = 0
      await use({
        service,
        radius: (userName, userPassword) => knock(port, userName, userPassword),
        async http(username, password) {
          const address = `2001:db8:${(++addresses).toString(16)}::1`
          const { status } = await fetch(`${url}/api/v1/login`, {
            method: 'POST',
            headers: {
              Authorization: `Bearer ${portalKey}`,
              'Content-Type': 'application/json',
              'X-Forwarded-For': address,
            },
            body: JSON.stringify({ username, password }),
          })
          return status
        },
        async readyz() {
          const response = await fetch(`${url}/readyz`)
          const { checks }: { checks: Record<string, string> } = JSON.parse(await response.text())
          const failing = Object.keys(checks).filter((check) => checks[check] !== 'ok')
          return { status: response.status, failing }
        },
      })
    } finally {
      await listeners.close()
    }
  } finally {
    await service.close()
  }
}

const [holder = noHolder()] = makeUsers(1)
function noHolder(): never {
  throw new Error('no users')
}

/** Of this time-step; all users enrolled here have the same. */
export const codeNow = () => totpCode(holder, currentTimeStep())

export const passwordOf = (name: string) => `password of ${name}`.slice(0, 60)

export function userCalled(name: string): FixtureUser {
  const nothing = { displayName: null, email: null, groups: [], language: null }
  return { ...nothing, name, role: 'user', enabled: true, password: passwordOf(name) }
}

export async function addToFile({ fileUsers }: Service, users: readonly FixtureUser[]): Promise<void> {
  const rows = users.map(({ name, password }) => {
    const digest = createHash('sha1').update(password).digest('base64')
    return { name, passwordHash: `{SHA}${digest}` }
  })
  const prepared = await fileUsers?.prepareImport(rows)
  if (prepared?.outcome !== 'prepared') throw new Error(JSON.stringify(prepared))
  await prepared.commit()
}

/** Gives these logins an authenticator each, and answers their userKeys. */
export async function enrol({ users, enrolments }: Service, logins: readonly string[]): Promise<string[]> {
  const userKeys: string[] = []
  for (const login of logins) {
    const found = await users.find(login)
    if (found === null || found === 'ambiguous') throw new Error(`${login} is nobody`)
    const { userKey } = found
    userKeys.push(userKey)
    const totp = { algorithm: 'SHA1', digits: 6, period: 30, stepOffset: 0 } as const
    const bound = await enrolments.bindAtOnce(
      { userKey, account: 'x', kind: 'app', totpSecret: holder.totpSecretBase32, another: false, ...totp },
      { door: 'cli' },
    )
    if (bound.result !== 'bound') throw new Error(bound.reason)
  }
  return userKeys
}

async function knock(
  port: number,
  userName: string,
  userPassword: string,
): Promise<'accept' | 'reject' | null> {
  const request = encodeAccessRequest({ identifier: 0, userName, userPassword, sharedSecret })
  const socket = createSocket('udp4')
  try {
    socket.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.send(request)
    const signal = AbortSignal.timeout(patience)
    const [reply] = (await once(socket, 'message', { signal }).catch(() => [null])) as [Buffer | null]
    if (reply === null) return null
    const answer = answers[reply.readUInt8(0)]
    if (answer === undefined || !isSignedReply(reply, request, sharedSecret))
      throw new Error('a strange reply')
    return answer
  } finally {
    socket.close()
  }
}
