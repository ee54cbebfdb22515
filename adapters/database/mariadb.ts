import type { PoolConnection } from 'mysql2/promise'
import { loadDriver } from '../load-driver.ts'
import { UserStoreError } from '../user-store.ts'
import {
  closingTime,
  type Database,
  type DatabaseConnection,
  isMisfit,
  type Row,
  timeLeft,
  tlsOptions,
  unanswered,
  within,
} from './database.ts'

/** Most logins waiting for a connection; further ones are refused at once. */
const longestQueue = 1000

export async function openMariadb(options: DatabaseConnection): Promise<Database> {
  const { createPool } = await loadDriver('mysql2', () => import('mysql2/promise'), UserStoreError)
  const { host, port, socket, user, password, database, connections, timeout } = options
  const ssl = await tlsOptions(options)
  const pool = createPool({
    ...(socket === null ? { host, port } : { socketPath: socket }),
    user,
    password,
    database,
    ...(ssl === null ? {} : { ssl: { ...ssl, verifyIdentity: true } }),
    charset: 'utf8mb4',
    connectTimeout: timeout,
    connectionLimit: connections,
    queueLimit: longestQueue,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  })
  const open = new Set<PoolConnection>()

  async function connect(ms: number): Promise<PoolConnection> {
    const connection = await within(ms, pool.getConnection(), (late) => late.release())
    open.add(connection)
    return connection
  }

  return {
    async query(text, values, deadline) {
      const end = Date.now() + timeLeft(timeout, deadline)
      try {
        const connection = await connect(timeLeft(timeout, end))
        try {
          const [rows] = await within(timeLeft(timeout, end), connection.execute(text, [...values]))
          connection.release()
          return rows as Row[]
        } catch (error) {
          if (isMisfit(error)) {
            connection.release()
            return []
          }
          // The connection may still receive the old answer, which the next query would take for its own.
          connection.destroy()
          throw error
        } finally {
          open.delete(connection)
        }
      } catch (error) {
        throw unanswered(error)
      }
    },
    async close() {
      await within(closingTime, pool.end()).catch(() => {})
      for (const connection of open) connection.destroy()
    },
  }
}
