import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { StateStore } from '../../../../server/state/contract/state-store.ts'
import { alice, claim, enrol, second, start, wins } from '../samples.ts'
import { restoreMargin } from './lowdb-place.ts'
import { copyFolder, lowdbSuite, onlyJournal } from './lowdb-suite.ts'

const test = lowdbSuite('lowdb, put back from a backup')

/** The batches say that they are older than the files, as they are when a backup is put back. */
const longAgo = () => Date.now() - 10 * second

/** A code that may have been used: it runs out before the margin does. */
const used = claim('a', 6, start + restoreMargin)

async function enrolAndLogIn(store: StateStore): Promise<void> {
  await enrol(store, alice, 'a')
  assert.is(await wins(store, claim('a', 5), start), true)
}

async function refusesUsedCodes({ store, notices }: { store: StateStore; notices: readonly string[] }) {
  assert.is(notices.length, 1)
  assert.match(notices[0] ?? '', 'backup')
  assert.is(store.floor(), start + restoreMargin)
  assert.is(await wins(store, used, start), false)
  assert.is(await wins(store, { ...used, acceptableUntil: start + restoreMargin + 1 }, start), true)
}

for (const times of [false, true]) {
  const how = times ? 'with its times' : 'with new times'

  test(`copied over the files, ${how}, it refuses used codes`, async ({ dataDir, elsewhere, open }) => {
    const { store } = await open({ systemTime: longAgo })
    await enrolAndLogIn(store)
    await copyFolder(dataDir, elsewhere, { times: true })
    assert.is(await wins(store, used, start), true)
    await copyFolder(elsewhere, dataDir, { times })
    await refusesUsedCodes(await open())
  })

  test(`copied into a fresh folder, ${how}, it refuses used codes`, async ({ dataDir, elsewhere, open }) => {
    const { store } = await open()
    await enrolAndLogIn(store)
    await copyFolder(dataDir, elsewhere, { times })
    assert.is(await wins(store, used, start), true)
    await refusesUsedCodes(await open({ dataDir: elsewhere }))
  })
}

test('copied over the files of a later generation, it refuses used codes', async ({
  dataDir,
  elsewhere,
  open,
}) => {
  // The file system may give the copy the inode that the journal had.
  const { store } = await open({ systemTime: longAgo })
  await enrolAndLogIn(store)
  await copyFolder(dataDir, elsewhere, { times: true })
  assert.is(await wins(store, used, start), true)
  await store.close()
  await copyFolder(elsewhere, dataDir, { times: true })
  await refusesUsedCodes(await open())
})

test('logins.json alone put back refuses used codes', async ({ dataDir, elsewhere, open }) => {
  const { store } = await open()
  await enrolAndLogIn(store)
  await copyFolder(dataDir, elsewhere, { times: true })
  assert.is(await wins(store, used, start), true)
  await store.close()
  await rm(join(elsewhere, 'enrolments.json'))
  await rm(await onlyJournal(elsewhere))
  await copyFolder(elsewhere, dataDir, { times: true })
  await refusesUsedCodes(await open())
})

test('a lost journal refuses used codes', async ({ dataDir, open }) => {
  const { store } = await open()
  await enrolAndLogIn(store)
  assert.is(await wins(store, used, start), true)
  await rm(await onlyJournal(dataDir))
  await refusesUsedCodes(await open())
})

test('the floor of a backup stays, and is announced once', async ({ dataDir, open }) => {
  const { store } = await open()
  await enrolAndLogIn(store)
  await rm(await onlyJournal(dataDir))
  await open()
  const { store: killed, notices } = await open()
  assert.equal(notices, [])
  assert.is(killed.floor(), start + restoreMargin)
  await killed.close()
  const { store: closed, notices: none } = await open()
  assert.equal(none, [])
  assert.is(closed.floor(), start + restoreMargin)
})

test('a clean restart and a kill are no backup', async ({ open }) => {
  const { store } = await open()
  await enrolAndLogIn(store)
  const killed = await open()
  assert.is(await wins(killed.store, claim('a', 5), start), false)
  assert.is(await wins(killed.store, used, start), true)
  await killed.store.close()
  const closed = await open()
  assert.is(await wins(closed.store, used, start), false)
  assert.is(await wins(closed.store, { ...used, timeStep: 7 }, start), true)
  assert.equal([...killed.notices, ...closed.notices], [])
  assert.is(closed.store.floor(), start)
})

test('a disk that was busy for seconds is no backup', async ({ open }) => {
  let held = 0
  /** What is formed next reaches the disk so many milliseconds later. */
  const systemTime = () => {
    const formedAt = Date.now() - held
    held = 0
    return formedAt
  }
  held = 10 * second
  const { store } = await open({ systemTime })
  await enrolAndLogIn(store)
  held = 10 * second
  assert.is(await wins(store, used, start), true)
  const killed = await open({ systemTime })
  held = 10 * second
  await killed.store.close()
  const closed = await open()
  assert.equal([...killed.notices, ...closed.notices], [])
  assert.is(closed.store.floor(), start)
})

test('without enrolments there is nothing to refuse', async ({ dataDir, open }) => {
  await open()
  await rm(await onlyJournal(dataDir))
  const { store, notices } = await open()
  assert.equal(notices, [])
  assert.is(store.floor(), start)
})

test.run()
