import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkUserStores } from '../../server/cli/doctor/store.ts'
import { inspect } from '../../server/control/inspect.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type FreeRadius, papWithSignedReplies, withFreeRadius } from './freeradius.ts'
import { peerTest } from './peers.ts'
import { sharedSecret } from './ringlock.ts'
import {
  addToFile,
  codeNow,
  enrol,
  passwordOf,
  type SeveralStores,
  userCalled,
  withSeveralStores,
} from './several-stores.ts'
import { makeIssabel, makeTable, startDirectory, startFreepbx, startFusionpbx } from './store-servers.ts'

/** Names that are code somewhere, and whose owners have a right to log in. */
const oddNames = [
  "o'brien",
  '"; DROP TABLE v_users; --',
  'back\\slash\\',
  '100%_sure!',
  '*)(uid=*',
  '$1 ? :login',
  '\u202eright-to-left',
  'ünï😀',
  'two@signs@example.test',
  'x'.repeat(100),
]

/** Names of no user, which would match alice or every user if they were taken for code or cut short. */
const strangeNames = [
  "alice' OR '1'='1",
  "alice'-- ",
  'alice" OR ""="',
  "alice\\' OR 1=1 -- ",
  'alice/*',
  "alice'; DELETE FROM v_users; --",
  '*',
  'alic*',
  'alice)(uid=*))(|(uid=*',
  '%',
  'a_ice',
  '$1',
  ':login',
  'alice\0',
  'alice\0admin',
  '\0',
  '\u202ealice',
  'alice\u200b',
  'alice\n',
  ' alice',
  'alice ',
  'ＡＬＩＣＥ',
  '__proto__',
  'alice\ufeff',
  `alice${' '.repeat(200)}x`,
]
const tooLongNames = ['alice'.repeat(2000), `alice${'\0'.repeat(10_000)}`, "'".repeat(10_000)]

/** Text that cannot be a user's name is refused by the API. */
const refusalOverHttp = (name: string) => (name.includes('\0') ? 400 : 401)

/** Their users; the RADIUS server has alice alone. */
const realms = ['local', 'pbx', 'fusion', 'issabel', 'crm', 'staff'] as const
const users = ['alice', ...oddNames].map(userCalled)

async function withWorld(prove: (listeners: SeveralStores) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void>)[] = []
  try {
    const [pbx, mariadb] = await startFreepbx(users)
    stops.push(mariadb.stop)
    const [fusion, postgres] = await startFusionpbx(users)
    stops.push(postgres.stop)
    const [staff, slapd] = await startDirectory(users)
    stops.push(slapd.stop)
    await withFreeRadius(upstream, (freeRadius) =>
      withTemporaryFolder(async (folder) => {
        const options = {
          local: { kind: 'file', path: './users.json' },
          pbx,
          fusion,
          issabel: makeIssabel(folder, users),
          crm: await makeTable(postgres, users),
          staff,
          upstream: upstreamStore(freeRadius),
        }
        const userStores = Object.entries(options).map(([name, keys]) => ({ name, realm: name, ...keys }))
        await withSeveralStores(folder, userStores, 'silence', async (listeners) => {
          await addToFile(listeners.service, users)
          await prove(listeners)
        })
      }),
    )
  } finally {
    for (const stop of stops) await stop()
  }
}

const upstreamStore = ({ port }: FreeRadius) => ({
  kind: 'radius',
  servers: [{ host: '127.0.0.1', port, secret: sharedSecret }],
  timeout: '1s',
})

const upstream = {
  sharedSecret,
  sections: 'modules { pap { } }',
  policy: `
authorize {
  if (&User-Name == "alice") {
    update control {
      &Cleartext-Password := "${passwordOf('alice')}"
    }
  }
  pap
}
${papWithSignedReplies}`,
}

const everyRealm = [...realms, 'upstream'] as const

peerTest(
  'names that are code, at both doors, in every store: found literally or refused',
  { needs: ['mariadb', 'postgres', 'slapd', 'freeradius'] },
  () =>
    withWorld(async ({ service, radius, http, readyz }) => {
      const odd = realms.flatMap((realm) => oddNames.map((name) => ({ name, login: `${name}@${realm}` })))
      const alices = everyRealm.map((realm) => `alice@${realm}`)
      await enrol(service, [...odd.map(({ login }) => login), ...alices])
      for (const { name, login } of odd) {
        assert.is(await radius(login, passwordOf('alice') + codeNow()), 'reject', login)
        assert.is(await radius(login, passwordOf(name) + codeNow()), 'accept', login)
        assert.is(await http(login, passwordOf('alice')), 401, JSON.stringify(login))
        assert.is(await http(login, passwordOf(name)), 200, login)
      }

      for (const realm of everyRealm) {
        for (const name of strangeNames) {
          const login = `${name}@${realm}`
          assert.is(await radius(login, passwordOf('alice') + codeNow()), 'reject', login)
          assert.is(await http(login, passwordOf('alice')), refusalOverHttp(name), JSON.stringify(login))
        }
        for (const name of tooLongNames) {
          assert.is(await http(`${name}@${realm}`, passwordOf('alice')), 400, name.slice(0, 20))
        }
      }
      for (const name of strangeNames) {
        assert.is(await radius(name, passwordOf('alice') + codeNow()), 'reject', name)
        assert.is(await http(name, passwordOf('alice')), refusalOverHttp(name), name)
      }

      assert.equal(await readyz(), { status: 200, failing: [] })
      for (const alice of alices) {
        assert.is(await radius(alice, passwordOf('alice') + codeNow()), 'accept', alice)
      }
      const answer = await inspect(service, { now: Date.now() })
      if (!answer.done) throw new Error(answer.line)
      assert.equal(
        checkUserStores(answer.data.userStores).map(({ message }) => message),
        [
          'local answers: 11 users; hashes: ssha (11)',
          'pbx answers: 11 users; hashes: bcrypt (11)',
          'pbx: FreePBX also lets in the accounts of its table ampusers, which are no users here (loginTo: any makes them users): admin',
          'fusion answers: 11 users; hashes: bcrypt (11)',
          'issabel answers: 11 users; hashes: hex-digest (11)',
          'crm answers: 11 users; hashes: bcrypt (11)',
          'staff answers: 11 users',
          'upstream answers: 0 users',
          'upstream: its users cannot be listed: it has no directory',
        ],
      )
    }),
)

test.run()
