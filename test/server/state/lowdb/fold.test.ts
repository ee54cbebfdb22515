import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { DamagedFileError } from '../../../../adapters/lowdb/json-database.ts'
import { accountThrottle, sourceThrottle } from '../../../../server/login/throttle.ts'
import { createJournal, journalPath, listJournals } from '../../../../server/state/lowdb/journal.ts'
import { encodeBatch } from '../../../../server/state/lowdb/journal-format.ts'
import type { LoginRecord } from '../../../../server/state/lowdb/logins-memory.ts'
import {
  alice,
  bob,
  challenge,
  claim,
  day,
  device,
  enrol,
  hour,
  link,
  minute,
  start,
  times,
  wins,
} from '../samples.ts'
import { lowdbSuite, onlyJournal } from './lowdb-suite.ts'

const test = lowdbSuite('lowdb, folding its journal')

const generationOf = async (dataDir: string) =>
  JSON.parse(await readFile(join(dataDir, 'logins.json'), 'utf8')).generation as number

function stepBatch(timeStep: number): Buffer {
  const records: LoginRecord[] = [['timeSteps', 'a', timeStep]]
  return encodeBatch({ writtenAt: Date.now(), floor: start, records })
}

test('logins go on while the journal is folded, and one journal stays', async ({ dataDir, open }) => {
  const { store, notices } = await open({ foldAt: 2000 })
  await enrol(store, alice, 'a')
  for (let round = 0; round < 20; round++) {
    const steps = times(50, (i) => claim('a', round * 50 + i))
    assert.ok((await Promise.all(steps.map((each) => wins(store, each, start)))).every(Boolean))
  }
  const rows = await Promise.all(times(200, () => store.recordFailure(alice, 'code', accountThrottle, start)))
  assert.is(rows.length, 200)
  await store.close()
  assert.equal(notices, [])
  assert.ok((await generationOf(dataDir)) > 3)
  assert.equal(await listJournals(dataDir), [await generationOf(dataDir)])
  const { store: reopened } = await open()
  assert.is(await wins(reopened, claim('a', 999), start), false)
  assert.is((await reopened.readFailures(alice)).code?.count, 100)
})

test('a kill between the new journal and logins.json loses nothing of either', async ({ dataDir, open }) => {
  const { store } = await open()
  await enrol(store, alice, 'a')
  await wins(store, claim('a', 5), start)
  const [generation] = (await listJournals(dataDir)) as [number]
  const { handle, size } = await createJournal(dataDir, generation + 1, Date.now)
  const { store: early, notices } = await open()
  assert.is(await wins(early, claim('a', 5), start), false, 'before its first write')

  await handle.write(stepBatch(6), 0, null, size)
  await handle.close()
  const { store: late, notices: lateNotices } = await open()
  assert.is(await wins(late, claim('a', 6), start), false, 'after its first write')
  assert.is(await wins(late, claim('a', 7), start), true)
  await late.close()
  assert.equal([...notices, ...lateNotices], [])
  assert.equal(await listJournals(dataDir), [generation + 2])
  const { store: folded } = await open()
  assert.is(await wins(folded, claim('a', 7), start), false)
})

test('a kill between logins.json and the old journal leaves nothing behind', async ({ dataDir, open }) => {
  const { store } = await open()
  await enrol(store, alice, 'a')
  const old = await onlyJournal(dataDir)
  const bytes = await readFile(old)
  await wins(store, claim('a', 5), start)
  await store.close()
  await writeFile(old, Buffer.concat([bytes, stepBatch(3)]))
  const { store: reopened, notices } = await open()
  assert.equal(notices, [])
  assert.is(await wins(reopened, claim('a', 5), start), false, 'an old record changes nothing')
  assert.equal(await listJournals(dataDir), [await generationOf(dataDir)])
})

test('a kill between an enrolment that goes and the note of it forgets no step', async ({ open }) => {
  const { store } = await open()
  await enrol(store, alice, 'a')
  await wins(store, claim('a', 5), start)
  await wins(store, claim('gone', 5), start)
  const { store: reopened } = await open()
  assert.is(await reopened.claimTimeStep(claim('gone', 5), start), 'used')
  assert.is(await wins(reopened, claim('a', 5), start), false)
})

test('the floor of the last batch survives a kill, raised or lowered', async ({ open }) => {
  const { store } = await open()
  await store.markRequired(alice, start + hour)
  const { store: raised } = await open()
  assert.is(raised.floor(), start + hour)
  await raised.releaseClock(start + minute)
  const { store: lowered } = await open()
  assert.is(lowered.floor(), start + minute)
})

test('a claim is one step in the journal, and one that is read again spends no other', async ({
  dataDir,
  open,
}) => {
  const { store } = await open({ foldAt: 2 ** 30 })
  await enrol(store, alice, 'a')
  for (const step of [5, 9, 12]) assert.is(await wins(store, claim('a', step), start), true)
  await store.giveBack({ kind: 'time-step', claimKey: 'a', timeStep: 12 }, start)
  assert.is(await wins(store, claim('a', 14), start), true)
  const old = await onlyJournal(dataDir)
  const bytes = await readFile(old)
  const lines = bytes.toString().split('\n')
  const records = lines.slice(1, -1).flatMap((line) => JSON.parse(line.slice(line.indexOf('[')))[2])
  const ofSteps = records.filter(([table]: LoginRecord) => table === 'claim' || table === 'timeSteps')
  assert.equal(ofSteps, [
    ['claim', 'a', 5],
    ['claim', 'a', 9],
    ['claim', 'a', 12],
    ['timeSteps', 'a', [11, -1, 5, 5, 9, 9]],
    ['claim', 'a', 14],
  ])
  await store.close()

  const stored = async () => JSON.parse(await readFile(join(dataDir, 'logins.json'), 'utf8')).timeSteps
  const expected = [['a', [14, -1, 5, 5, 9, 9, 14, 14]]]
  assert.equal(await stored(), expected)
  const again = encodeBatch({ writtenAt: Date.now(), floor: start, records: ofSteps })
  await appendFile(await onlyJournal(dataDir), again)
  const { store: reopened, notices } = await open()
  assert.is(await wins(reopened, claim('a', 14), start), false)
  await reopened.close()
  assert.equal(await stored(), expected, 'as it was, and not replayed on top')
  assert.equal(notices, [])
})

test('a tear before a journal that is still empty is a tear; before one in use it is damage', async ({
  dataDir,
  open,
}) => {
  const { store } = await open()
  await enrol(store, alice, 'a')
  const [generation] = (await listJournals(dataDir)) as [number]
  const path = journalPath(dataDir, generation)
  const torn = Buffer.concat([await readFile(path), stepBatch(5), stepBatch(6).subarray(0, -3)])
  await writeFile(path, torn)
  const { handle } = await createJournal(dataDir, generation + 1, Date.now)
  const { store: reopened, notices } = await open()
  assert.equal(notices, [])
  assert.is(await wins(reopened, claim('a', 5), start), false)
  assert.is(await wins(reopened, claim('a', 6), start), true)
  const { store: again } = await open()
  assert.is(await wins(again, claim('a', 6), start), false)

  const newest = (await listJournals(dataDir)).at(-1) as number
  const next = await createJournal(dataDir, newest + 1, Date.now)
  await next.handle.write(stepBatch(8), 0, null, next.size)
  await writeFile(
    journalPath(dataDir, newest),
    (await readFile(journalPath(dataDir, newest))).subarray(0, -3),
  )
  const error = await open().catch((reason: unknown) => reason)
  assert.instance(error, DamagedFileError)
  await next.handle.close()
  await handle.close()
})

test('made-up names are bounded, the oldest go first, and no account goes', async ({ open }) => {
  const { store } = await open()
  await store.recordFailure(alice, 'password', accountThrottle, start, {
    userKey: alice,
    print: null,
    countedIn: null,
  })
  const names = 100_005
  await Promise.all(times(names, (i) => store.recordFailure(`?${i}`, 'password', accountThrottle, start)))
  await store.close()
  for (const opened of [store, (await open()).store]) {
    assert.is((await opened.readFailures(alice)).password?.count, 1)
    assert.is((await opened.readFailures('?4')).password, null)
    assert.is((await opened.readFailures('?5')).password?.count, 1)
    assert.is((await opened.readFailures(`?${names - 1}`)).password?.count, 1)
  }
})

test('forgotten runs and expired challenges take no room', async ({ dataDir, open }) => {
  const { store } = await open()
  await store.recordFailure('?a', 'code', accountThrottle, start)
  await store.putChallenge(challenge('old'), start)
  await store.putChallenge(challenge('new', start + 30 * hour), start + 10 * minute)
  await store.recordFailure('?b', 'code', accountThrottle, start + 25 * hour)
  await store.recordFailure('@c', 'code', sourceThrottle, start + 25 * hour)
  await store.markRequired(alice, start + 27 * hour)
  assert.is((await store.readFailures('?a')).code, null)
  await store.close()
  const text = await readFile(join(dataDir, 'logins.json'), 'utf8')
  assert.not.match(text, '"old"')
  assert.match(text, '"new"')
  assert.not.match(text, '?a')
  assert.match(text, '?b')
  assert.not.match(text, '@c')
})

test('challenges are bounded, and the oldest go first', async ({ open }) => {
  const { store } = await open()
  const of = (i: number) => ({ ...challenge(`c${i}`), userKey: `local:${i}` })
  await Promise.all(times(10_001, (i) => store.putChallenge(of(i), start)))
  const take = (i: number) =>
    store.takeChallenge(`c${i}`, { userKey: `local:${i}`, askedBy: 'office-pbx' }, start)
  assert.is(await take(0), null)
  assert.equal(await take(1), of(1))
  assert.equal(await take(10_000), of(10_000))
})

test('what a portal leaves behind takes no room once it expired', async ({ dataDir, open }) => {
  const { store } = await open()
  await store.putLink(link('old-link'), start)
  await store.putLink(link('new-link', { userKey: bob, expiresAt: start + 2 * day }), start)
  await store.putTrustedDevice(device('old-device', { expiresAt: start + hour }), start)
  await store.putTrustedDevice(device('new-device', { userKey: bob }), start)
  await store.putProof('old-proof', start + minute, start)
  await store.putProof('new-proof', start + 2 * day, start)
  await store.claimMail('old-mail', minute, start)
  await store.claimMail('new-mail', 2 * day, start)
  await store.markRequired(alice, start + day)
  await store.close()
  const text = await readFile(join(dataDir, 'logins.json'), 'utf8')
  for (const each of ['link', 'device', 'proof', 'mail']) {
    assert.not.match(text, `"old-${each}"`)
    assert.match(text, `"new-${each}"`)
  }
  const { store: reopened } = await open()
  assert.is((await reopened.listTrustedDevices(bob, start)).length, 1)
})

test('proofs and claims of mail are bounded, and the oldest go first', async ({ open }) => {
  const { store } = await open()
  await Promise.all(times(10_001, (i) => store.putProof(`t${i}`, start + minute, start)))
  assert.is(await store.readProof('t0', start), null)
  assert.is(await store.readProof('t1', start), start + minute)
  await Promise.all(times(100_001, (i) => store.claimMail(`m${i}`, day, start)))
  assert.is(await store.claimMail('m1', day, start), false)
  assert.is(await store.claimMail('m0', day, start), true)
})

test('every file is for its owner only', async ({ dataDir, open }) => {
  const { store } = await open()
  await enrol(store, alice, 'a')
  await store.close()
  for (const name of await readdir(dataDir)) {
    assert.is((await stat(join(dataDir, name))).mode & 0o777, 0o600, name)
  }
})

test.run()
