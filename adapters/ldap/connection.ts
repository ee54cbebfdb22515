import { once } from 'node:events'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Client, InvalidCredentialsError } from 'ldapts'

export interface LdapServer {
  readonly host: string
  readonly port: number
  /** `none` sends passwords in the clear. */
  readonly security: 'none' | 'starttls' | 'tls'
  /** Who may have signed the server's certificate, as PEM; null: whom Node.js trusts. */
  readonly ca: string | null
}

/** One connection for the whole of its life: it is never opened again behind the back of whoever uses it. */
export interface LdapConnection {
  readonly client: Client
  isOpen(): boolean
  /** Whatever is being asked over it fails. */
  destroy(): void
}

export interface ServiceAccount {
  readonly dn: string
  readonly password: string
}

/** RFC 4511 section 4.14. */
const startTls = '1.3.6.1.4.1.1466.20037'

/** Connects, and makes sure of the server's certificate. Whoever aborts the signal before that ends the attempt. */
export async function connectToLdap(server: LdapServer, signal: AbortSignal): Promise<LdapConnection> {
  const socket = await openSocket(server, signal)
  return {
    client: clientOn(socket),
    isOpen: () => socket.readyState === 'open',
    destroy: () => void socket.destroy(),
  }
}

/** As {@link connectToLdap}, and logged in. null: as nobody. */
export async function connectAs(
  account: ServiceAccount | null,
  server: LdapServer,
  signal: AbortSignal,
): Promise<LdapConnection> {
  const connection = await connectToLdap(server, signal)
  if (account === null) return connection
  const giveUp = () => connection.destroy()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await connection.client.bind(account.dn, account.password)
    return connection
  } catch (error) {
    connection.destroy()
    if (signal.aborted) throw signal.reason
    throw error instanceof InvalidCredentialsError ? new Error(`${account.dn} is refused`) : error
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

async function openSocket({ host, port, security, ca }: LdapServer, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  const tcp = connectTcp({ host, port, noDelay: true, keepAlive: true })
  tcp.on('error', () => {})
  const giveUp = () => tcp.destroy(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await once(tcp, 'connect')
    if (security === 'none') return tcp
    if (security === 'starttls') await askForTls(tcp)
    const name = isIP(host) === 0 ? { servername: host } : {}
    const trust = ca === null ? {} : { ca }
    const tls = connectTls({ socket: tcp, host, ...name, ...trust })
    await once(tls, 'secureConnect')
    tls.on('error', () => {})
    return tls
  } catch (error) {
    tcp.destroy()
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/**
 * The client that speaks in the clear goes away with everything it has read: part of an answer that somebody slipped in
 * before the handshake would otherwise be taken for the beginning of the server's own.
 */
async function askForTls(tcp: Socket): Promise<void> {
  await clientOn(tcp).exop(startTls)
  tcp.removeAllListeners('data')
}

/** ldapts connects again by itself, without TLS and without a bind; this gives it one socket and no other. */
function clientOn(socket: Socket): Client {
  let isGiven = false
  const giveOnce = () => {
    if (isGiven) throw new Error('the connection was closed')
    isGiven = true
    return socket
  }
  return new Client({ url: 'ldap://', createConnection: giveOnce as typeof connectTcp })
}
