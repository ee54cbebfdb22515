import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFusionpbxUserStore } from '../../adapters/fusionpbx/user-store.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { readLibpamSetup } from '../../server/enrolment/import/setup-files/libpam-setup.ts'
import { codeAt, timeStepAt, totpKey } from '../../server/login/totp.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { oathtool } from './clients.ts'
import { peerTest } from './peers.ts'
import { startPostgres } from './postgres.ts'
import { run } from './processes.ts'
import { fixtureSql, makePostgresDatabase, postgresConnection } from './user-databases.ts'

peerTest(
  'google-authenticator: the file it writes is read, and gives the codes that oathtool makes of it',
  { needs: ['google-authenticator', 'oathtool'] },
  () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, '.google_authenticator')
      const options = ['--time-based', '--disallow-reuse', '--force', '--rate-limit=3', '--rate-time=30']
      const args = [...options, '--window-size=3', '--no-confirm', '--quiet', '--secret', file]
      const ran = await run('google-authenticator', args)
      assert.is(ran.exitCode, 0, ran.stderr)
      const text = await readFile(file, 'utf8')
      const { setup } = readLibpamSetup(text)
      if ('fault' in setup) throw new Error(setup.fault)
      const [secret = ''] = text.split('\n')
      const now = 1_700_000_000
      const theirs = await oathtool(['--totp', '--base32', secret, '--now', `@${now}`])
      const key = totpKey(setup.totpSecret, setup.algorithm)
      assert.is(codeAt(key, timeStepAt(now * 1000, setup.period), setup), theirs)
    }),
)

peerTest(
  "fusionpbx: the secrets of its own second factor come with their users, and no one's else",
  { needs: ['postgres'] },
  async () => {
    const postgres = await startPostgres()
    try {
      await makePostgresDatabase(postgres, 'fusionpbx', await fixtureSql('fusionpbx.pgsql'))
      const store = await createFusionpbxUserStore({
        name: 'pbx',
        connection: postgresConnection(postgres, 'fusionpbx'),
        domain: 'a.example.test',
        queue: createHashingQueue(),
      })
      try {
        assert.equal(await store.totpSecrets?.(), [])
        const psql = (sql: string) =>
          run('psql', [`${new URL('/fusionpbx', postgres.url)}`, '--command', sql])
        const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
        const set = await psql(
          `UPDATE v_users SET user_totp_secret = CASE username WHEN 'off' THEN '' ELSE '${secret}' END`,
        )
        assert.is(set.exitCode, 0, set.stderr)
        const found = await store.totpSecrets?.()
        assert.equal(
          found?.map(({ user, totpSecret }) => [user.name, user.id, totpSecret]),
          [['Alice', '55555555-5555-4555-8555-555555555551', secret]],
        )
      } finally {
        await store.close()
      }
    } finally {
      await postgres.stop()
    }
  },
)

test.run()
