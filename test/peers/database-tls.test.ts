import { chmod, chown } from 'node:fs/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Database, DatabaseConnection } from '../../adapters/database/database.ts'
import { openMariadb } from '../../adapters/database/mariadb.ts'
import { openPostgres } from '../../adapters/database/postgres.ts'
import { UserStoreError } from '../../adapters/user-store.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { startMariadb } from './mariadb.ts'
import { peerTest } from './peers.ts'
import { startPostgres } from './postgres.ts'
import { systemAccount } from './processes.ts'
import { mariadbConnection, postgresConnection, within } from './user-databases.ts'

interface Running {
  readonly connection: DatabaseConnection
  stop(): Promise<void>
}

interface Engine {
  readonly account: string
  start(certificates: Certificates | null): Promise<Running>
  open(connection: DatabaseConnection): Promise<Database>
  /** Answers what the connection is encrypted with; nothing when it is not. */
  readonly question: string
}

const engines: Readonly<Record<'mariadb' | 'postgres', Engine>> = {
  mariadb: {
    account: 'mysql',
    async start(certificates) {
      const tls =
        certificates === null
          ? []
          : [`--ssl-cert=${certificates.certificate}`, `--ssl-key=${certificates.key}`]
      const mariadb = await startMariadb(tls)
      return { connection: mariadbConnection(mariadb, 'mysql'), stop: mariadb.stop }
    },
    open: openMariadb,
    question: `SELECT variable_value AS answer FROM information_schema.session_status WHERE variable_name = 'Ssl_version'`,
  },
  postgres: {
    account: 'postgres',
    async start(certificates) {
      const tls =
        certificates === null
          ? []
          : ['ssl=on', `ssl_cert_file=${certificates.certificate}`, `ssl_key_file=${certificates.key}`]
      const postgres = await startPostgres(tls)
      return { connection: postgresConnection(postgres, 'postgres'), stop: postgres.stop }
    },
    open: openPostgres,
    question: 'SELECT version AS answer FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
  },
}

/** A server with a certificate for a name, whose key its own account alone can read. */
function withCertified<T>(
  { account, start }: Engine,
  name: string,
  use: (connection: DatabaseConnection, caFile: string) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    const certificates = await makeCertificates(folder, name)
    const owner = await systemAccount(account)
    await chmod(certificates.key, 0o600)
    if (owner !== null) {
      for (const path of [folder, certificates.key]) await chown(path, owner.uid, owner.gid)
    }
    const { connection, stop } = await start(certificates)
    return use(connection, certificates.ca).finally(stop)
  })
}

for (const name of ['mariadb', 'postgres'] as const) {
  const engine = engines[name]
  const { start, open, question } = engine
  const needs = { needs: [name, 'openssl'] } as const

  async function protocolOf(connection: DatabaseConnection): Promise<string> {
    const [row] = await within(open(connection), (database) => database.query(question, []))
    return String(row?.answer ?? '')
  }

  async function refusalOf(connection: DatabaseConnection): Promise<string> {
    const error = await protocolOf(connection).catch((fault) => fault)
    assert.instance(error, UserStoreError)
    return error.message
  }

  peerTest(
    `${name}: a connection with tls is encrypted, and the server is the one that was meant`,
    needs,
    () =>
      withCertified(engine, 'localhost', async (connection, caFile) => {
        for (const host of ['127.0.0.1', 'localhost']) {
          assert.match(await protocolOf({ ...connection, host, tls: { caFile } }), /^TLSv1\.[23]$/)
        }
        assert.match(await refusalOf({ ...connection, tls: { caFile: null } }), /certificate/i)
      }),
  )

  peerTest(`${name}: a certificate for another name is refused`, needs, () =>
    withCertified(engine, 'elsewhere.example.test', async (connection, caFile) => {
      for (const host of ['127.0.0.1', 'localhost']) {
        assert.match(await refusalOf({ ...connection, host, tls: { caFile } }), /altnames/)
      }
    }),
  )

  peerTest(`${name}: a server without TLS is not asked where TLS is meant`, needs, async () => {
    const { connection, stop } = await start(null)
    try {
      await refusalOf({ ...connection, tls: { caFile: null } })
      assert.is(await protocolOf(connection), '')
    } finally {
      await stop()
    }
  })
}

test.run()
