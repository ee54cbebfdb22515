import { Socket } from 'node:net'
import { loadDriver } from '../load-driver.ts'
import { leadsToPooler } from '../pooler.ts'
import { UserStoreError } from '../user-store.ts'
import {
  closingTime,
  type Database,
  type DatabaseConnection,
  isMisfit,
  timeLeft,
  tlsOptions,
  unanswered,
  within,
} from './database.ts'

/** Most logins waiting for a connection; further ones are refused at once. */
const longestQueue = 1000

export async function openPostgres(options: DatabaseConnection): Promise<Database> {
  const { default: pg } = await loadDriver('pg', () => import('pg'), UserStoreError)
  const { host, port, socket, user, password, database, connections, timeout } = options
  const ssl = await tlsOptions(options)
  const sockets = new Set<Socket>()
  const pool = new pg.Pool({
    host: socket ?? host,
    port,
    user,
    password,
    database,
    ...(ssl === null ? {} : { ssl }),
    max: connections,
    connectionTimeoutMillis: timeout,
    application_name: 'ringlock',
    stream: () => tracked(new Socket(), sockets),
    async onConnect(client) {
      client.on('error', () => {})
      // Behind a pooler it would last, and limit the statements of other programs.
      if (!(await leadsToPooler(client))) await client.query(`SET statement_timeout TO ${timeout}`)
    },
  })
  // A lost connection: its user gets the error too, and the pool opens another one.
  pool.on('error', () => {})

  return {
    async query(text, values, deadline) {
      const end = Date.now() + timeLeft(timeout, deadline)
      try {
        if (pool.waitingCount >= longestQueue) throw new Error('too many wait for the database')
        const client = await within(timeLeft(timeout, end), pool.connect(), (late) => late.release())
        try {
          const { rows } = await within(timeLeft(timeout, end), client.query(text, [...values]))
          client.release()
          return rows
        } catch (error) {
          if (isMisfit(error)) {
            client.release()
            return []
          }
          // The connection may still receive the old answer, which the next query would take for its own.
          client.release(true)
          throw error
        }
      } catch (error) {
        throw unanswered(error)
      }
    },
    async close() {
      await within(closingTime, pool.end()).catch(() => {})
      for (const each of sockets) each.destroy()
    },
  }
}

function tracked(socket: Socket, sockets: Set<Socket>): Socket {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
  return socket
}
