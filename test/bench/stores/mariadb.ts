import { openMariadb } from '../../../adapters/database/mariadb.ts'
import { createFreepbxUserStore } from '../../../adapters/freepbx/user-store.ts'
import { createHashingQueue } from '../../../adapters/passwords/hashing-queue.ts'
import { type Mariadb, startMariadb } from '../../peers/mariadb.ts'
import {
  fillFreepbx,
  fixtureSql,
  makeMariadbDatabase,
  mariadbConnection,
  within,
} from '../../peers/user-databases.ts'
import { bcryptOf, verifyBcrypt } from './hashes.ts'
import { enabledNames, people, type StorePlace, slowHashesAtOnce } from './measured-store.ts'
import { openSql, pooled } from './sql.ts'

export const mariadbPlace: StorePlace = {
  kind: 'freepbx and sql on MariaDB',
  needs: ['mariadb'],
  async open(use) {
    const mariadb = await startMariadb()
    try {
      const bcrypt = await bcryptOf(8)
      await makeFreepbx(mariadb, bcrypt)
      await mariadb.sql('mysql', 'CREATE DATABASE crm CHARACTER SET utf8mb4')
      const [asterisk, crm] = ['asterisk', 'crm'].map((name) => pooled(mariadbConnection(mariadb, name)))
      if (asterisk === undefined || crm === undefined) throw new Error('no connections')
      return await within(openMariadb(asterisk), (bareAsterisk) =>
        within(openMariadb(crm), async (bareCrm) => {
          const freepbx = await createFreepbxUserStore({
            name: 'freepbx',
            connection: asterisk,
            loginTo: 'ucp',
            ampusers: false,
            queue: createHashingQueue(),
          })
          const sql = await openSql('mariadb', crm, bareCrm)
          const bare = {
            what: 'query and hash',
            lanes: slowHashesAtOnce,
            async verify(lane: number) {
              const question = 'SELECT password FROM userman_users WHERE username = ?'
              const [row] = await bareAsterisk.query(question, [enabledNames[lane] ?? ''])
              await verifyBcrypt(String(row?.password))
            },
          }
          try {
            return await use([{ label: 'freepbx, bcrypt 8', store: freepbx, bare }, sql])
          } finally {
            await Promise.all([freepbx.close(), sql.store.close()])
          }
        }),
      )
    } finally {
      await mariadb.stop()
    }
  },
}

async function makeFreepbx(mariadb: Mariadb, bcrypt: string): Promise<void> {
  await makeMariadbDatabase(mariadb, 'asterisk', await fixtureSql('freepbx.mysql'))
  await fillFreepbx(mariadb, 'asterisk', people)
  await mariadb.sql('asterisk', `UPDATE userman_users SET password = '${bcrypt}'`)
}
