import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginOutcome } from '../../server/authentication/login-attempt.ts'
import { openService } from '../../server/compose/app.ts'
import { loadConfig } from '../../server/config/load-config.ts'
import type { Service } from '../../server/service.ts'
import { type BenchUser, currentTimeStep, makeUsers, totpCode, withSsha } from '../bench/population.ts'
import { type CommandFolder, configFor, withCommandFolder } from '../server/cli/commands.ts'
import { peerTest } from './peers.ts'
import type { Postgres } from './postgres.ts'
import { withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const

/** Users of lowdb who went to PostgreSQL with `ringlock state copy`. */
async function moveUsers(
  { folder, run, configure }: CommandFolder,
  { url }: Postgres,
  users: readonly BenchUser[],
) {
  const file = join(folder, 'users.jsonl')
  await writeFile(file, users.map((user) => `${JSON.stringify(withSsha(user))}\n`).join(''))
  assert.is((await run(['user', 'import', file])).exitCode, 0)
  await configure({ stateStore: { kind: 'postgres', url, timeout: '1s' } })
  return run(['state', 'copy', '--from', 'lowdb', '--to', 'postgres'])
}

/** Two services with data folders of their own, the same users and the same master key. */
async function withServices(
  { folder, configFile }: CommandFolder,
  { url }: Postgres,
  use: (services: readonly [Service, Service]) => Promise<void>,
): Promise<void> {
  await mkdir(join(folder, 'other'), { mode: 0o700 })
  for (const file of ['users.json', 'master.key']) {
    await copyFile(join(folder, 'data', file), join(folder, 'other', file))
  }
  const otherFile = join(folder, 'other.yaml')
  await writeFile(
    otherFile,
    JSON.stringify({
      ...configFor(1812),
      dataDir: './other',
      userStores: [{ name: 'local', kind: 'file', path: './other/users.json' }],
      stateStore: { kind: 'postgres', url, timeout: '1s' },
    }),
  )
  const open = async (file: string) =>
    openService({ ...(await loadConfig(file, { env: {} })), logLevel: 'silent' })
  const one = await open(configFile)
  const other = await open(otherFile)
  try {
    await use([one, other])
  } finally {
    await one.close()
    await other.close()
  }
}

function logIn(
  { authenticate }: Service,
  { name, password }: BenchUser,
  code: string,
): Promise<LoginOutcome> {
  return authenticate({
    login: name,
    typed: password + code,
    challengeState: null,
    codeFactor: null,
    trustedDevice: null,
    trustAs: null,
    rule: { secondFactor: 'append', separator: '', allow: { groups: [], roles: [] } },
    door: 'radius',
    askedBy: 'office-pbx',
    from: '192.0.2.1:4711',
    source: null,
    place: 'caller',
    packet: null,
    authentic: true,
    deadline: Date.now() + 60_000,
  })
}

const inOneWord = (outcome: LoginOutcome) => (outcome.outcome === 'reject' ? outcome.reason : outcome.outcome)

peerTest('of 1,000 codes sent to two services at once, each lets its user in once', needs, () =>
  withPostgres((postgres) =>
    withCommandFolder(async (commands) => {
      const users = makeUsers(1000)
      const { stdout, stderr } = await moveUsers(commands, postgres, users)
      assert.match(stdout, /^Copied 1000 rows from lowdb to postgres, and all arrived\./, stderr)
      await withServices(commands, postgres, async (services) => {
        for (let i = 0; i < users.length; i += 20) {
          const rounds = users.slice(i, i + 20).map(async (user) => {
            const code = totpCode(user, currentTimeStep())
            const outcomes = await Promise.all(services.map((service) => logIn(service, user, code)))
            assert.equal(outcomes.map(inOneWord).sort(), ['accept', 'code-used'], user.name)
          })
          await Promise.all(rounds)
        }
      })
    }),
  ),
)

peerTest(
  'while the database hangs, is killed and comes back, no login is accepted and no code is lost',
  needs,
  () =>
    withPostgres((postgres) =>
      withCommandFolder(async (commands) => {
        const users = makeUsers(20)
        await moveUsers(commands, postgres, users)
        await withServices(commands, postgres, async (services) => {
          const attempts = users.map((user) => ({ user, code: totpCode(user, currentTimeStep()) }))
          const everywhere = () =>
            Promise.all(
              attempts.flatMap(({ user, code }) => services.map((service) => logIn(service, user, code))),
            )
          const unavailable = attempts.flatMap(() => ['unavailable', 'unavailable'])
          await postgres.signal('SIGSTOP')
          assert.equal((await everywhere()).map(inOneWord), unavailable)
          await postgres.signal('SIGKILL')
          assert.equal((await everywhere()).map(inOneWord), unavailable)
          await postgres.restart()
          const back = (await everywhere()).map(inOneWord)
          assert.is(back.filter((word) => word === 'accept').length, users.length, back.join(' '))
          assert.is(back.filter((word) => word === 'code-used').length, users.length)
        })
      }),
    ),
)

peerTest('state copy says why it does not', needs, () =>
  withPostgres(({ url }) =>
    withCommandFolder(async ({ run, configure }) => {
      const copy = (from: string, to: string) => run(['state', 'copy', '--from', from, '--to', to])
      const refusal = async (from: string, to: string) => {
        const { exitCode, stderr } = await copy(from, to)
        assert.is(exitCode, 1)
        return stderr
      }
      assert.match(await refusal('lowdb', 'postgres'), /Set stateStore to kind postgres first/)
      await configure({ stateStore: { kind: 'postgres', url } })
      assert.match(await refusal('lowdb', 'lowdb'), /It is in lowdb already/)
      assert.is(
        (await run(['user', 'add', 'alice', '--password-stdin'], { input: 'pass word\n' })).exitCode,
        0,
      )
      assert.is((await run(['enrol', 'alice'])).exitCode, 0)
      assert.match((await copy('postgres', 'lowdb')).stdout, /Copied 1 row from postgres to lowdb/)
      assert.match(await refusal('lowdb', 'postgres'), /something in postgres already \(1 row\)/)
      assert.is((await run(['state', 'copy', '--from', 'sqlite', '--to', 'lowdb'])).exitCode, 2)
      const trail = await run(['audit', 'verify'])
      assert.is(trail.exitCode, 0)
    }),
  ),
)

test.run()
