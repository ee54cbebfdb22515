import { once } from 'node:events'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Client, InvalidCredentialsError, ResultCodeError } from 'ldapts'

export interface LdapServer {
  readonly host: string
  readonly port: number
  /** `none` sends passwords unencrypted. */
  readonly security: 'none' | 'starttls' | 'tls'
  /** Certificate authorities of the server's certificate, PEM; null: those of Node.js. */
  readonly ca: string | null
}

/** A single connection, which is never reopened behind its user's back. */
export interface LdapConnection {
  readonly client: Client
  isOpen(): boolean
  /** Closes the connection; pending requests fail. */
  destroy(): void
}

export interface ServiceAccount {
  readonly dn: string
  readonly password: string
}

/** RFC 4511 section 4.14. */
const startTls = '1.3.6.1.4.1.1466.20037'

/** Connects and verifies the server's certificate. Aborting the signal ends the attempt. */
export async function connectToLdap(server: LdapServer, signal: AbortSignal): Promise<LdapConnection> {
  const socket = await openSocket(server, signal)
  return {
    client: clientOn(socket),
    isOpen: () => socket.readyState === 'open',
    destroy: () => void socket.destroy(),
  }
}

/** Like {@link connectToLdap}, then binds. null: stays anonymous. */
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
    await once(tls, 'secureConnect').catch(explainNoTls)
    tls.on('error', () => {})
    return tls
  } catch (error) {
    tcp.destroy()
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

function explainNoTls(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ERR_SSL_WRONG_VERSION_NUMBER') throw error
  throw new Error('the server speaks no TLS at this port (wrong version number): correct port or security', {
    cause: error,
  })
}

/**
 * The client of the unencrypted phase is discarded with everything it has read: otherwise data that an attacker
 * injected before the handshake would count as the server's answer.
 */
async function askForTls(tcp: Socket): Promise<void> {
  try {
    await clientOn(tcp).exop(startTls)
  } catch (error) {
    if (!(error instanceof ResultCodeError)) throw error
    // RFC 4511 section 4.14.2: protocolError where the server does not know StartTLS, and what it says then names neither.
    throw new Error(
      `the server does not start TLS (${error.message}): give it a certificate, or set security to tls and the port to its ldaps port`,
      { cause: error },
    )
  }
  tcp.removeAllListeners('data')
}

/** ldapts reconnects by itself, without TLS and bind. This gives it exactly one socket. */
function clientOn(socket: Socket): Client {
  let isGiven = false
  const giveOnce = () => {
    if (isGiven) throw new Error('the connection was closed')
    isGiven = true
    return socket
  }
  return new Client({ url: 'ldap://', createConnection: giveOnce as typeof connectTcp })
}
