import { copyFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { HoldCause, StateStore } from '../../../../server/state/contract/state-store.ts'
import type { Boot } from '../../../../server/state/store-facts.ts'
import { alice, challenge, claim, day, device, enrol, hour, link, minute, second, start } from '../samples.ts'
import { restoreMargin } from './lowdb-place.ts'
import { copyFolder, lowdbSuite, onlyJournal } from './lowdb-suite.ts'

const test = lowdbSuite('lowdb, holding codes back')

const boot = (id: string, startedAt = 0) => ({ boot: (): Boot => ({ id, startedAt }) })
const holder = { userKey: alice, askedBy: 'office-pbx' }
const held = (cause: HoldCause, noticedAt = start) => ({ cause, noticedAt, until: noticedAt + restoreMargin })
const ofNextMinute = claim('a', 6, start + minute)

async function enrolAndLogIn(store: StateStore): Promise<void> {
  await enrol(store, alice, 'a')
  assert.is(await store.claimTimeStep(claim('a', 5), start), 'won')
}

/** Puts a file back so that it is another one, as every program does that unpacks a backup. */
async function putBack(from: string, to: string, ...names: string[]): Promise<void> {
  for (const name of names) {
    await copyFile(join(from, name), join(to, `${name}.new`))
    await rename(join(to, `${name}.new`), join(to, name))
  }
}

test('a restore is told with its end, which no restart forgets, and no command shortens', async (context) => {
  const { dataDir, elsewhere, open } = context
  const { store } = await open()
  await enrolAndLogIn(store)
  assert.equal(store.standing(), { hold: null, clock: 'unknown' })
  await copyFolder(dataDir, elsewhere, { times: true })
  assert.is(await store.claimTimeStep(ofNextMinute, start), 'won')
  const journal = (await onlyJournal(dataDir)).slice(dataDir.length + 1)
  await store.close()
  await putBack(elsewhere, dataDir, 'enrolments.json', 'logins.json', journal)

  const restored = await open()
  assert.equal(restored.store.standing().hold, held('restored'))
  assert.is(restored.store.restores(), 1)
  assert.equal(await restored.store.claimTimeStep(ofNextMinute, start), { heldUntil: start + restoreMargin })
  assert.equal(await restored.store.releaseClock(start), { result: 'held', hold: held('restored') })
  assert.equal(await restored.store.claimTimeStep(ofNextMinute, start), { heldUntil: start + restoreMargin })
  const killed = await open()
  assert.equal(killed.store.standing().hold, held('restored'))
  await killed.store.close()
  const closed = await open({ now: start + minute })
  assert.equal(closed.notices, [])
  const later = start + minute
  assert.equal(await closed.store.releaseClock(later), { result: 'held', hold: held('restored') })

  const over = start + restoreMargin
  assert.is(
    await closed.store.claimTimeStep(claim('a', 9, over + minute), over),
    'won',
    'it is over by itself',
  )
  assert.is((await closed.store.releaseClock(over)).result, 'released')
})

test('a copy that was made at once, with the inode of the file before, is a restore', async ({
  dataDir,
  elsewhere,
  open,
}) => {
  const { store } = await open()
  await enrolAndLogIn(store)
  await store.close()
  // The folder is known for a while now, and so is whether the file system tells when files were made.
  const { store: again } = await open()
  await again.claimTimeStep(claim('a', 6), start)
  await again.close()
  await copyFolder(dataDir, elsewhere, { times: true })
  for (const name of await readdir(dataDir)) await rm(join(dataDir, name))
  await copyFolder(elsewhere, dataDir, { times: true })
  assert.equal((await open()).store.standing().hold, held('restored'))
})

test('enrolments.json of before, alone, is a restore, and the file as it was is none', async (context) => {
  const { dataDir, elsewhere, open } = context
  const { store } = await open()
  await enrolAndLogIn(store)
  await copyFolder(dataDir, elsewhere, { times: true })
  assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), true)
  await store.close()
  assert.is((await open()).store.standing().hold, null)
  await putBack(elsewhere, dataDir, 'enrolments.json')
  const { store: restored, notices } = await open()
  assert.is(notices.length, 1)
  assert.equal(restored.standing().hold, held('restored'))
  assert.is(await restored.claimTimeStep(claim('a', 5), start), 'used', 'logins.json knows what was claimed')
  const again = await open()
  assert.equal(again.notices, [], 'it is told once')
  assert.equal(again.store.restores(), 1)
})

test('the generation before, put back by hand, is a restore', async ({ dataDir, open }) => {
  const { store } = await open()
  await enrolAndLogIn(store)
  assert.is(await store.consumeRecoveryCode(alice, 'hash-1'), true)
  await store.close()
  await copyFile(join(dataDir, 'enrolments.json.previous'), join(dataDir, 'enrolments.json'))
  assert.equal((await open()).store.standing().hold, held('restored'))
})

test('a machine that went down under the service may be a snapshot; one that was stopped is none', async ({
  open,
}) => {
  const { store } = await open(boot('first'))
  await enrolAndLogIn(store)
  await store.putChallenge(challenge('c'), start)
  const killed = await open(boot('first'))
  assert.is(killed.store.standing().hold, null, 'kill -9 alone loses nothing')
  assert.is(await killed.store.claimTimeStep(claim('a', 6), start), 'won')

  const { store: down, notices } = await open(boot('second'))
  assert.is(notices.length, 1)
  assert.match(notices[0] ?? '', /snapshot.*nothing to do/)
  assert.equal(down.standing().hold, held('unclean-stop'))
  assert.equal(await down.claimTimeStep(ofNextMinute, start), 'used')
  assert.equal(await down.claimTimeStep(claim('a', 7, start + minute), start), {
    heldUntil: start + restoreMargin,
  })
  assert.is(down.restores(), 0, 'recovery codes and trusted devices go on: power cuts are too common')
  assert.equal(await down.readChallenge('c', holder, start), challenge('c'))
  await down.close()

  const later = start + hour
  const clean = await open({ ...boot('third'), now: later })
  assert.equal(clean.notices, [])
  assert.is(await clean.store.claimTimeStep(claim('a', 8, later + minute), later), 'won')
})

test('a machine that does not tell its boots is trusted', async ({ open }) => {
  const { store } = await open({ boot: () => null })
  await enrolAndLogIn(store)
  const { notices } = await open({ boot: () => null })
  assert.equal(notices, [])
})

test('what can be had again goes with a restore, and stays without one', async ({ dataDir, open }) => {
  const fill = async (store: StateStore) => {
    await enrol(store, alice, 'a')
    await store.putChallenge(challenge('c'), start)
    await store.putLink(link('l'), start)
    await store.putTrustedDevice(device('d'), start)
    await store.putProof('t', start + hour, start)
  }
  const found = async (store: StateStore) => [
    (await store.readChallenge('c', holder, start)) !== null,
    (await store.readLink('reset', 'l', start)) !== null,
    (await store.listTrustedDevices(alice, start)).length > 0,
    (await store.readProof('t', start)) !== null,
  ]
  const { store } = await open()
  await fill(store)
  await store.close()
  const { store: stopped } = await open()
  assert.equal(await found(stopped), [true, true, true, true])
  await stopped.close()
  const journal = (await onlyJournal(dataDir)).slice(dataDir.length + 1)
  await putBack(dataDir, dataDir, journal)
  const { store: restored } = await open()
  assert.equal(await found(restored), [false, false, false, false])
  assert.equal((await restored.readEnrolment(alice))?.recoveryCodeHashes, ['hash-1', 'hash-2'])
  await fill(restored)
  assert.equal(await found(restored), [true, true, true, true], 'what is made afterwards stays')
})

test('how the clock was set is told as far as it was seen', async ({ open }) => {
  let startedAt = 0
  const machine = { boot: (): Boot => ({ id: 'first', startedAt }) }
  const { store } = await open(machine)
  await enrolAndLogIn(store)
  assert.is(store.standing().clock, 'unknown')
  startedAt = hour
  await store.markRequired(alice, start + hour)
  assert.is(store.standing().clock, 'unknown', 'it may be right only now')
  const killed = await open({ ...machine, now: start + hour })
  startedAt = 2 * second
  assert.is(killed.store.standing().clock, 'ran-ahead')
  await killed.store.close()
  const closed = await open(machine)
  assert.is(closed.store.standing().clock, 'ran-ahead')
  startedAt = -day
  assert.is(closed.store.standing().clock, 'set-back')
})

test('a clock that is set ahead while codes are held does not end it', async ({ dataDir, open }) => {
  let steady = 0
  const steadyClock = () => steady
  const { store } = await open()
  await enrolAndLogIn(store)
  await store.close()
  await putBack(dataDir, dataDir, (await onlyJournal(dataDir)).slice(dataDir.length + 1))
  const { store: restored } = await open({ steadyClock })
  steady = minute
  const now = start + day
  assert.equal(await restored.claimTimeStep(claim('a', 9, now + minute), now), {
    heldUntil: now + restoreMargin - minute,
  })
  steady = restoreMargin
  const then = now + restoreMargin
  assert.is(await restored.claimTimeStep(claim('a', 9, then + minute), then), 'won')
})

test('a hold that a clock far ahead began is counted anew once it is right, and its codes stay refused', async (context) => {
  const { dataDir, open } = context
  const { store } = await open()
  await enrolAndLogIn(store)
  await store.close()
  await putBack(dataDir, dataDir, (await onlyJournal(dataDir)).slice(dataDir.length + 1))
  const ahead = start + 365 * day
  const { store: restored } = await open({ now: ahead })
  assert.equal(restored.standing().hold, held('restored', ahead))
  const anew = { result: 'released', floor: start + restoreMargin, freed: 0 }
  assert.equal(await restored.releaseClock(start), anew)
  assert.equal(await restored.releaseClock(start), { result: 'held', hold: held('restored') })
  const killed = await open()
  const over = start + restoreMargin
  assert.is(await killed.store.claimTimeStep(claim('a', 9, over + minute), over), 'won')
  const usedThen = claim('a', 10, ahead + minute)
  assert.equal(await killed.store.claimTimeStep(usedThen, over), { heldUntil: ahead + restoreMargin })
})

test('a clock that was set back to before a restore ends no hold', async ({ dataDir, open }) => {
  let startedAt = 0
  const machine = { boot: (): Boot => ({ id: 'first', startedAt }) }
  const { store } = await open(machine)
  await enrolAndLogIn(store)
  await store.close()
  await putBack(dataDir, dataDir, (await onlyJournal(dataDir)).slice(dataDir.length + 1))
  const { store: restored } = await open(machine)
  startedAt = -hour
  assert.is((await restored.releaseClock(start - hour)).result, 'held')
  assert.is(restored.floor(), start + restoreMargin)
})

test.run()
