import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { DamagedFileError } from '../../../../adapters/lowdb/json-database.ts'
import { openEnrolmentsFile } from '../../../../server/state/lowdb/enrolments-file.ts'
import { createJournal, journalPath } from '../../../../server/state/lowdb/journal.ts'
import { encodeBatch } from '../../../../server/state/lowdb/journal-format.ts'
import { openLoginsFile } from '../../../../server/state/lowdb/logins-file.ts'
import { alice, claim, enrol, start, wins } from '../samples.ts'
import { contentsOf, type LowdbContext, lowdbSuite, onlyJournal } from './lowdb-suite.ts'

const test = lowdbSuite('lowdb, damaged')

async function refusesToOpen({ dataDir, open }: LowdbContext, file: string, reason: RegExp): Promise<void> {
  const before = await contentsOf(dataDir)
  const error = await open().then(
    () => null,
    (reason: unknown) => reason,
  )
  assert.instance(error, DamagedFileError)
  assert.match((error as Error).message, join(dataDir, file))
  assert.match((error as Error).message, /Nothing was changed\. To restore it, /)
  assert.match((error as Error).message, reason)
  assert.equal(await contentsOf(dataDir), before)
}

async function initialise({ open }: LowdbContext): Promise<void> {
  const { store } = await open()
  await enrol(store, alice, 'a')
  await wins(store, claim('a', 5), start)
  await store.close()
}

type Fault = readonly [name: string, damage: (path: string, text: string) => Promise<void>, reason: RegExp]
const faults: readonly Fault[] = [
  ['missing', (path) => rm(path), /is missing/],
  ['empty', (path) => writeFile(path, ''), /is empty/],
  ['cut', (path, text) => writeFile(path, text.slice(0, -20)), /cannot be read/],
  [
    'of another version',
    (path, text) => writeFile(path, text.replace('"version": 1', '"version": 2')),
    /version 1/,
  ],
  [
    'of another kind',
    (path, text) => writeFile(path, text.replace('ringlock-', 'x')),
    /kind: this is no file of kind/,
  ],
  ['another JSON', (path) => writeFile(path, '[]'), /expected object/],
]

for (const file of ['enrolments.json', 'logins.json']) {
  for (const [name, damage, reason] of faults) {
    test(`${file} ${name}: refused, and not a byte is changed`, async (context) => {
      await initialise(context)
      const path = join(context.dataDir, file)
      await damage(path, await readFile(path, 'utf8'))
      await refusesToOpen(context, file, reason)
    })
  }

  test(`${file} missing with its earlier generation: refused`, async (context) => {
    await initialise(context)
    await rm(join(context.dataDir, file))
    await rm(join(context.dataDir, `${file}.previous`), { force: true })
    await refusesToOpen(context, file, /is missing/)
  })
}

test('both files missing beside a journal: refused', async (context) => {
  await initialise(context)
  for (const file of ['enrolments.json', 'logins.json']) {
    await rm(join(context.dataDir, file))
    await rm(join(context.dataDir, `${file}.previous`), { force: true })
  }
  await refusesToOpen(context, 'logins.json', /is missing/)
})

test('enrolments.json alone: refused', async (context) => {
  await initialise(context)
  for (const name of Object.keys(await contentsOf(context.dataDir))) {
    if (!name.startsWith('enrolments.json')) await rm(join(context.dataDir, name))
  }
  await refusesToOpen(context, 'logins.json', /is missing/)
})

test('an initialisation that was killed between two files goes on', async ({ dataDir, open }) => {
  const steps = [
    () => openLoginsFile(dataDir, true),
    () => openEnrolmentsFile(dataDir, true),
    () => writeFile(journalPath(dataDir, 1), 'half a hea'),
    async () => {
      await rm(journalPath(dataDir, 1))
      await (await createJournal(dataDir, 1, Date.now)).handle.close()
    },
  ]
  for (const lastStep of steps.keys()) {
    for (const step of steps.slice(0, lastStep + 1)) await step()
    const { store, notices } = await open()
    assert.equal(notices, [])
    assert.is(await wins(store, claim('a', 5), start), true)
    await store.close()
    for (const name of Object.keys(await contentsOf(dataDir))) await rm(join(dataDir, name))
  }
})

/** The journal as a killed process leaves it, its last line cut to so many bytes. */
async function writeTorn(path: string, header: Buffer, lastBytes: number): Promise<number> {
  const [first, last] = [5, 6].map((step) =>
    encodeBatch({ writtenAt: Date.now(), floor: start, records: [['timeSteps', 'a', step]] }),
  ) as [Buffer, Buffer]
  await writeFile(path, Buffer.concat([header, first, last.subarray(0, lastBytes)]))
  return last.length
}

test('a last batch cut at any byte never was; what came before it stands', async ({ dataDir, open }) => {
  const { store } = await open()
  await enrol(store, alice, 'a')
  const path = await onlyJournal(dataDir)
  const header = await readFile(path)
  const length = await writeTorn(path, header, 0)
  for (let cut = 0; cut <= length; cut++) {
    await writeTorn(path, header, cut)
    const { store: reopened, notices } = await open()
    assert.equal(notices, [], `cut at ${cut}`)
    assert.is(await wins(reopened, claim('a', 5), start), false)
    assert.is(await wins(reopened, claim('a', 6), start), cut < length, `cut at ${cut}`)
    const { store: again } = await open()
    assert.is(await wins(again, claim('a', 6), start), false, `after the cut at ${cut}`)
  }
})

test('a last batch that is garbage never was', async ({ dataDir, open }) => {
  const { store } = await open()
  await enrol(store, alice, 'a')
  const path = await onlyJournal(dataDir)
  await writeTorn(path, await readFile(path), 0)
  await writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(4096), Buffer.from('\n')]))
  const { store: reopened, notices } = await open()
  assert.equal(notices, [])
  assert.is(await wins(reopened, claim('a', 5), start), false)
  assert.is(await wins(reopened, claim('a', 6), start), true)
})

test('a flipped bit before the last batch: refused, and not a byte is changed', async (context) => {
  const { dataDir, open } = context
  const { store } = await open()
  await enrol(store, alice, 'a')
  for (const step of [1, 2, 3]) await wins(store, claim('a', step), start)
  const path = await onlyJournal(dataDir)
  const whole = await readFile(path)
  const lastLine = whole.lastIndexOf('\n', -2) + 1
  for (let at = 0; at < lastLine; at++) {
    const flipped = Buffer.from(whole)
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at)
    await writeFile(path, flipped)
    await refusesToOpen(context, path.slice(dataDir.length + 1), /is damaged in line \d/)
  }
  await writeFile(path, whole)
  const { store: reopened } = await open()
  assert.is(await wins(reopened, claim('a', 3), start), false)
})

test.run()
