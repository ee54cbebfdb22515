import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RecordedEvent } from '../../../server/audit/audit-trail.ts'
import { challengeText } from '../../../server/http/login/challenge-text.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { type HttpWorld, httpWith, portalKey, portalOrigin, withHttpWorld } from './http-world.ts'

/** Nothing takes more bytes in a line. */
const steering = '\u0080'.repeat(292)
const attempts = 300

type Attack = (world: HttpWorld, n: number) => Promise<{ readonly status: number }>

const login = ({ request }: HttpWorld, username: string, headers: Readonly<Record<string, string>>) =>
  request('POST', '/api/v1/login', { body: { username, password: 'wrong' }, headers })

const asPage = { Origin: portalOrigin }
const numbered = (n: number) => `${steering}${String(n).padStart(8, '0')}`

const attacks: Readonly<Record<string, Attack>> = {
  'made-up names from one browser': (world, n) => login(world, numbered(n), asPage),
  'one wrong password for a user': (world) => login(world, 'alice', asPage),
  "wrong passwords for a user through a portal's server": (world, n) =>
    world.call('POST', '/login', { body: { username: 'alice', password: `wrong ${n}` } }),
  'an X-Forwarded-For that is not trusted': (world, n) =>
    login(world, numbered(n), { ...asPage, 'X-Forwarded-For': `10.0.${n >> 8}.${n & 255}` }),
  'challenges that never were': (world, n) => {
    const challenge = challengeText({ challengeState: `state-${n}`, login: 'alice', userKey: 'local:1' })
    return world.call('POST', '/login/challenge', { body: { challenge, factor: 'totp', code: '123456' } })
  },
  'wrong portal keys': (world) =>
    world.call('POST', '/widget-tokens', { bearer: 'wrong', body: { user: 'alice' } }),
}

for (const [name, attack] of Object.entries(attacks)) {
  test(`${name}: ${attempts} attempts leave few lines`, () =>
    withTemporaryFolder(async (dataDir) => {
      let refused = 0
      await withHttpWorld(
        async (world) => {
          await world.addPerson('alice', { enrolled: false })
          for (let n = 0; n < attempts; n += 20) {
            const together = Array.from({ length: 20 }, (_, i) => attack(world, n + i))
            for (const { status } of await Promise.all(together)) if (status >= 400) refused++
          }
        },
        { dataDir, userStores: [{ name: 'local', kind: 'file', path: join(dataDir, 'users.json') }] },
      )
      assert.is(refused, attempts)
      const lines = (await linesOf(dataDir)).filter((line) => !line.includes('"outcome":"done"'))
      assert.ok(lines.length <= 130, `${lines.length} lines`)
      assert.ok(lines.every((line) => Buffer.byteLength(line) < 1024))
      const told = lines
        .map((line): RecordedEvent => JSON.parse(line))
        .filter(({ outcome }) => outcome !== 'done')
      assert.is(
        told.reduce((sum, { count = 1 }) => sum + count, 0),
        attempts,
      )
    }))
}

async function linesOf(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.startsWith('audit'))
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return texts.flatMap((text) => text.split('\n').slice(0, -1))
}

test('a client that a trusted proxy names is told apart, and many of them are bounded too', () =>
  withTemporaryFolder(async (dataDir) => {
    await withHttpWorld(
      async (world) => {
        for (let n = 0; n < 260; n += 20) {
          const from = (i: number) => ({ 'X-Forwarded-For': `10.1.${i >> 8}.${i & 255}` })
          const together = Array.from({ length: 20 }, (_, i) =>
            world.call('POST', '/login/challenge', {
              body: {
                challenge: challengeText({
                  challengeState: `state-${n + i}`,
                  login: `user-${n + i}`,
                  userKey: 'local:1',
                }),
                factor: 'totp',
                code: '123456',
              },
              bearer: portalKey,
              headers: from(n + i),
            }),
          )
          await Promise.all(together)
        }
      },
      {
        dataDir,
        userStores: [{ name: 'local', kind: 'file', path: join(dataDir, 'users.json') }],
        ...httpWith({ trustedProxies: ['127.0.0.1'] }),
      },
    )
    const lines = (await linesOf(dataDir)).map((line): RecordedEvent => JSON.parse(line))
    const logins = lines.filter(({ event }) => event === 'login')
    assert.is(logins.length, 201)
    assert.is(new Set(logins.map(({ source }) => source)).size, 201, 'of each its address, and the rest')
    assert.is(logins.at(-1)?.count, 60)
  }))

test.run()
