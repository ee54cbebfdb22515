import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import { openLowdbStateStore } from '../../../server/state/lowdb/open-lowdb.ts'
import { restoreMargin } from './lowdb/lowdb-place.ts'
import { alice, authenticator, bob, day, hour, minute, nothingEnrolled, second, start } from './samples.ts'

/** Two TOTP secrets, which their users keep or are given again. */
const keys = ['one.SHA1.30', 'two.SHA1.30'] as const
const users = [alice, bob] as const
/** A user is always enrolled: if none was at the time of the backup, there is nothing to refuse. */
const carol = 'local:3'
const driftWindow = 1

const stepAt = (time: number) => Math.floor(time / 30_000)

/** Not by chance as the very file that the journal names; otherwise its time tells, which nothing here waits for. */
async function copyAsAnother(from: string, to: string): Promise<void> {
  await copyFile(from, to)
  const { ino } = await stat(to, { bigint: true })
  if (!(await readFile(to, 'utf8')).includes(`"inode":"${ino}"`)) return
  await rename(to, `${to}.taken`)
  await copyAsAnother(from, to)
  await rm(`${to}.taken`)
}

/** A store with a clock that can be set, and an attacker who tries every code that was ever accepted. */
async function createWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-once-'))
  const [dataDir, backup] = [join(folder, 'data'), join(folder, 'backup')]
  await Promise.all([mkdir(dataDir), mkdir(backup)])
  let time = start
  let offset = 0
  let ids = 0
  const accepted = new Set<string>()
  const opened: StateStore[] = []
  const clock = () => time + offset
  const open = async () => {
    const store = await openLowdbStateStore({
      dataDir,
      now: clock(),
      restoreMargin,
      steadyClock: () => time,
      boot: () => ({ id: 'boot', startedAt: start + offset }),
      onNotice: () => {},
    })
    opened.push(store)
    return store
  }
  let store = await open()

  async function tryCode(key: string, step: number): Promise<boolean> {
    const acceptableUntil = (step + 1 + driftWindow) * 30_000
    const won =
      (await store.claimTimeStep({ claimKey: key, timeStep: step, acceptableUntil }, clock())) === 'won'
    if (!won) return false
    assert.not(accepted.has(`${key} ${step}`), `${key} ${step} was accepted twice`)
    accepted.add(`${key} ${step}`)
    return true
  }

  /**
   * Of a code that was used under a clock ahead of the right one nothing is left where its claim is lost with all files: it may count
   * once more when its time comes (SECURITY.md).
   */
  function forgetLeads(): void {
    for (const taken of accepted) {
      const step = Number(taken.split(' ')[1])
      if ((step + 1 + driftWindow) * 30_000 > time + restoreMargin) accepted.delete(taken)
    }
  }

  const world = {
    /** The attacker tries all codes that are acceptable now and were accepted before. */
    async replay() {
      for (const key of keys) {
        for (let step = stepAt(clock()) - driftWindow; step <= stepAt(clock()) + driftWindow; step++) {
          if (accepted.has(`${key} ${step}`)) await tryCode(key, step)
        }
      }
    },
    login: (key: number, ahead: number) => tryCode(keys[key] as string, stepAt(clock()) + ahead),
    pass: async (milliseconds: number) => {
      time += milliseconds
    },
    setClock: async (by: number) => {
      offset = by
    },
    releaseClock: async () => (await store.releaseClock(clock())).result,
    enrol: async (user: number, key: number) => {
      const claimKey = keys[key] as string
      const authenticators = [{ ...authenticator(`a${ids++}`), claimKey }]
      await store.changeEnrolment(users[user] as string, () => ({ ...nothingEnrolled, authenticators }))
    },
    reset: async (user: number) => {
      await store.changeEnrolment(users[user] as string, () => null)
    },
    async kill() {
      store = await open()
    },
    async restart() {
      await store.close()
      store = await open()
    },
    async backUp() {
      for (const name of await readdir(backup)) await rm(join(backup, name))
      for (const name of await readdir(dataDir)) await copyFile(join(dataDir, name), join(backup, name))
    },
    /** @param part - all files, or those of one name */
    async restore(part: '' | 'enrolments.json' | 'logins') {
      const names = (await readdir(backup)).filter((name) => name.startsWith(part))
      if (names.length === 0) return
      await store.close()
      if (part !== 'enrolments.json') forgetLeads()
      for (const name of names) await copyAsAnother(join(backup, name), join(dataDir, `${name}.new`))
      for (const name of await readdir(dataDir)) {
        if (name.startsWith(part) && !name.endsWith('.new')) await rm(join(dataDir, name))
      }
      for (const name of names) await rename(join(dataDir, `${name}.new`), join(dataDir, name))
      store = await open()
    },
    async end() {
      for (const each of opened) await each.close().catch(() => undefined)
      await rm(folder, { recursive: true })
    },
  }
  await store.changeEnrolment(carol, () => ({ ...nothingEnrolled, authenticators: [authenticator('c')] }))
  await world.enrol(0, 0)
  await world.enrol(1, 1)
  return world
}

type World = Awaited<ReturnType<typeof createWorld>>
type Act = readonly [name: string, act: (world: World) => Promise<unknown>]

const act = (name: string, run: (world: World) => Promise<unknown>): fc.Arbitrary<Act> =>
  fc.constant([name, run])
const key = fc.nat(1)
const login: fc.Arbitrary<Act> = fc
  .tuple(key, fc.integer({ min: -1, max: 1 }))
  .map(([one, ahead]) => [`login ${one} ${ahead}`, (world) => world.login(one, ahead)])
const pass: fc.Arbitrary<Act> = fc
  .constantFrom(second, 20 * second, minute, 4 * minute, hour)
  .map((by) => [`pass ${by}`, (world) => world.pass(by)])
const enrolAgain: fc.Arbitrary<Act> = fc
  .tuple(key, key)
  .map(([user, one]) => [`enrol ${user} ${one}`, (world) => world.enrol(user, one)])
const ordinary = [
  login,
  login,
  login,
  pass,
  enrolAgain,
  key.map((user): Act => [`reset ${user}`, (world) => world.reset(user)]),
  act('kill', (world) => world.kill()),
  act('restart', (world) => world.restart()),
  act('back up', (world) => world.backUp()),
]
const evil = [
  fc
    .constantFrom<'' | 'enrolments.json' | 'logins'>('', '', 'enrolments.json', 'logins')
    .map((part): Act => [`restore ${part}`, (world) => world.restore(part)]),
  fc
    .constantFrom(0, 0, minute, hour, 3 * day, -minute, -hour)
    .map((by): Act => [`clock ${by}`, (world) => world.setClock(by)]),
  act('unlock --clock', (world) => world.releaseClock()),
]

async function live(acts: readonly Act[], use: (world: World) => Promise<void>): Promise<void> {
  const world = await createWorld()
  try {
    for (const [name, run] of acts) {
      await run(world)
      await world.replay().catch((error: Error) => {
        error.message += ` (after ${name})`
        throw error
      })
    }
    await use(world)
  } finally {
    await world.end()
  }
}

const describe = (acts: readonly Act[]) => acts.map(([name]) => name).join(', ')
const printed = (acts: fc.Arbitrary<readonly Act[]>) =>
  acts.map((each) => Object.assign([...each], { toString: () => describe(each) }))

test('whatever is restored, set, unlocked, reset or killed, no time-step of a secret is accepted twice', async () => {
  const acts = printed(fc.array(fc.oneof(...ordinary, ...evil), { minLength: 5, maxLength: 40 }))
  await fc.assert(
    fc.asyncProperty(acts, (each) =>
      live(each, async (world) => {
        // And then users get in again: the clock is right, its lead is taken back, and what is held has run out.
        await world.setClock(0)
        await world.releaseClock()
        await world.pass(2 * restoreMargin)
        await world.releaseClock()
        let won = 0
        for (let i = 0; i < 60 && won === 0; i++) {
          await world.pass(2 * minute)
          await world.releaseClock()
          if (await world.login(0, 0)) won++
        }
        assert.is(won, 1, `nobody gets in any more after ${describe(each)}`)
      }),
    ),
    { numRuns: 60, includeErrorInReport: true },
  )
})

test('a clock that is set back, then a backup put back: no step counts again when the clock is right', async () => {
  for (const later of [0, hour]) {
    const acts: Act[] = [
      ['back up', (world) => world.backUp()],
      ['pass', (world) => world.pass(later)],
      ['login', async (world) => assert.is(await world.login(0, 0), true)],
      ['clock', (world) => world.setClock(-hour)],
      ['restore', (world) => world.restore('')],
      ['unlock --clock', (world) => world.releaseClock()],
      ['clock', (world) => world.setClock(0)],
    ]
    // The code is tried after each act, and none of them takes time.
    await live(acts, async (world) => {
      await world.pass(restoreMargin)
      assert.is(await world.login(0, 1), true, 'and a fresh one is accepted when the hold is over')
    })
    const left: Act[] = [...acts.slice(0, -1), ['pass', (world) => world.pass(hour)]]
    await live(left, async () => {})
  }
})

test('with an honest clock and no restore, every fresh code is accepted', async () => {
  const acts = printed(fc.array(fc.oneof(...ordinary), { minLength: 5, maxLength: 40 }))
  await fc.assert(
    fc.asyncProperty(acts, (each) =>
      live(each, async (world) => {
        for (const one of [0, 1]) {
          await world.pass(minute)
          assert.is(await world.login(one, 0), true, `after ${describe(each)}`)
        }
      }),
    ),
    { numRuns: 40, includeErrorInReport: true },
  )
})

test.run()
