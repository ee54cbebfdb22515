import { randomUUID } from 'node:crypto'
import { sendAccessRequest } from '../../server/radius/protocol/client.ts'
import { maxPasswordLength } from '../../server/radius/protocol/user-password.ts'
import { type PasswordVerdict, type User, type UserStore, UserStoreError } from '../user-store.ts'

/** One server of those that know the same users. */
export interface RadiusServer {
  readonly host: string
  readonly port: number
  readonly sharedSecret: string
  /** Whether an answer must be signed with a Message-Authenticator; without one it can be forged (CVE-2024-3596). */
  readonly requireMessageAuthenticator: boolean
}

export interface RadiusUserStoreOptions {
  readonly name: string
  /** Asked in this order; one that answered is asked first until it fails. */
  readonly servers: readonly [RadiusServer, ...RadiusServer[]]
  /** What the servers know Ringlock by. */
  readonly nasIdentifier: string
  /** Whether `Alice` and `alice` are two users there. */
  readonly caseSensitive: boolean
  /** Of every user: a server tells no groups before the password. */
  readonly groups: readonly string[]
  /** Milliseconds that a password may take, all servers and tries together. */
  readonly timeout: number
}

export interface RadiusUserStore extends UserStore {
  /** Why no server answered the last password; null: one did. */
  outage(): string | null
}

/** A name that no user has, sent in place of one that cannot be a user's: an unknown user takes as long as a known one. */
const unknownName = 'ringlock-nobody'
/** A packet gets lost now and then. */
const retries = 1

/**
 * Users of an existing RADIUS server, which proves their passwords by PAP. Such a server has no directory: every
 * well-formed name is a user until the password says otherwise, the name itself is the id, `list` is empty, and nothing
 * is known of display names, mail addresses, roles, and who is disabled.
 *
 * A well-formed name has 1 to 64 letters without accents, digits, dots, dashes and underscores, with no dot at either end.
 * Every other name is an unknown user: servers take other spellings (`CORP\alice`, `alice@corp`, `ALICE `) for the same user, who
 * would be a new user here, without a second factor. Where case is not told apart, names are sent in small letters.
 */
export async function createRadiusUserStore(options: RadiusUserStoreOptions): Promise<RadiusUserStore> {
  const { name, servers, nasIdentifier, caseSensitive, groups, timeout } = options
  let preferred = 0
  let outage: string | null = null

  function userNamed(login: string): User | null {
    if (!/^[A-Za-z0-9_-](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/.test(login)) return null
    const id = caseSensitive ? login : login.toLowerCase()
    return {
      id,
      name: id,
      displayName: null,
      email: null,
      groups,
      role: 'user',
      enabled: true,
      language: null,
    }
  }

  function askServer(
    { host, port, ...trust }: RadiusServer,
    userName: string,
    password: string,
    time: number,
  ) {
    const question = { server: { host, port }, ...trust, userName, password, state: null, nasIdentifier }
    return sendAccessRequest(question, { timeout: time / (retries + 1), retries })
  }

  /** What an admin should know of a server, by its answer to an unknown user; null: nothing. */
  async function remarkOn(server: RadiusServer): Promise<{ isSilent: boolean; text: string } | null> {
    try {
      const { code } = await askServer(server, unknownName, randomUUID(), timeout)
      if (code === 'Access-Reject') return null
      return {
        isSilent: false,
        text: `${server.host}:${server.port} answers ${code} to a user who does not exist`,
      }
    } catch (error) {
      return { isSilent: true, text: messageOf(error) }
    }
  }

  /** Each server has its share of the time that is left. */
  async function prove(userName: string, password: string, deadline: number): Promise<PasswordVerdict> {
    for (let tried = 0; tried < servers.length; tried++) {
      const index = (preferred + tried) % servers.length
      const server = servers[index] ?? servers[0]
      const share = (deadline - Date.now()) / (servers.length - tried)
      if (share <= 0) return 'unavailable'
      try {
        const { code } = await askServer(server, userName, password, share)
        preferred = index
        outage = null
        return verdicts[code]
      } catch (error) {
        // Another may answer.
        outage = messageOf(error)
      }
    }
    return 'unavailable'
  }

  return {
    name,
    find: async (login) => userNamed(login),
    async get(id) {
      const user = userNamed(id)
      return user?.id === id ? user : null
    },
    async verifyPassword(user, password, loginDeadline) {
      if (!fits(password)) return 'wrong'
      const deadline = Math.min(loginDeadline, Date.now() + timeout)
      const verdict = await prove(user?.id ?? unknownName, password, deadline)
      return user === null && verdict === 'ok' ? 'wrong' : verdict
    },
    async examine() {
      const remarks = await Promise.all(servers.map(remarkOn))
      const silent = remarks.filter((remark) => remark?.isSilent)
      const warnings = remarks.filter((remark) => remark !== null).map(({ text }) => text)
      if (silent.length === servers.length) throw new UserStoreError(`${name}: ${warnings.join('; ')}`)
      return {
        users: 0,
        hashes: [],
        warnings: ['its users cannot be listed: it has no directory', ...warnings],
      }
    },
    list: async () => ({ users: [], nextCursor: null }),
    close: async () => {},
    outage: () => outage,
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A challenge asks for more than a password, and says nothing about it. */
const verdicts = {
  'Access-Accept': 'ok',
  'Access-Reject': 'wrong',
  'Access-Challenge': 'unavailable',
} as const

/** Zeros at the end are the padding of a User-Password, and would be lost. */
function fits(password: string): boolean {
  return password !== '' && !password.endsWith('\0') && Buffer.byteLength(password) <= maxPasswordLength
}
