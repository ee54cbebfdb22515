import { readdir, rename, stat, writeFile } from 'node:fs/promises'
import * as assert from 'uvu/assert'
import { readAudit } from '../../../server/audit/read-audit.ts'
import { rotationAge, rotationSize, trimAudit } from '../../../server/audit/retention.ts'
import { parseHead, parseTrimmed } from '../../../server/audit/trimmed.ts'
import { folderSuite } from '../../adapters/folder-suite.ts'
import {
  at,
  linesOf,
  login,
  makeRotatedTrail,
  numbered,
  openTrail,
  verdictOn,
  verify,
} from './audit-suite.ts'

const test = folderSuite('retention')

const day = 86_400_000
const named = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.startsWith('audit')).sort()

test('no file is more than an eighth of the room or a sixteenth of the time, nor larger than 64 MB', () => {
  assert.is(rotationSize({ keep: day, maxSize: 5e9 }), 64e6)
  assert.is(rotationSize({ keep: day, maxSize: 8e6 }), 1e6)
  assert.is(rotationAge({ keep: 400 * day, maxSize: 5e9 }), 25 * day)
})

test('under load old files go, the audit log fits its room, verifies, and says what went', async ({
  folder,
}) => {
  const retention = { keep: 400 * day, maxSize: 1e6 }
  const trail = await openTrail(folder, undefined, { retention })
  await trail.watch()
  for (let n = 0; n < 60; n++) {
    await Promise.all(Array.from({ length: 200 }, (_, i) => trail.record(login(`user-${n}-${i}`))))
  }
  await trail.close()
  const sizes = await Promise.all(
    (await named(folder)).map(async (name) => (await stat(`${folder}/${name}`)).size),
  )
  const total = sizes.reduce((sum, size) => sum + size, 0)
  assert.ok(total <= retention.maxSize, `${total} bytes`)
  assert.ok((await verify(folder)).ok)
  const [first] = await named(folder)
  assert.not.equal(first, 'audit-000001.jsonl')
  // The last line that went is the one before the first that is left.
  const lines = (await Promise.all((await named(folder)).map((name) => linesOf(`${folder}/${name}`)))).flat()
  const events = lines.map((line) => JSON.parse(line))
  const trimmed = events.flatMap((event) => parseTrimmed(event) ?? [])
  assert.is(trimmed.at(-1)?.seq, events[0].seq - 1)
})

test('lines that are too old go with their file, by their own dates, and the newest file never', async ({
  folder,
}) => {
  let now = at
  const clock = () => now
  const retention = { keep: 16 * day, maxSize: 5e9 }
  for (let n = 0; n < 4; n++) {
    const trail = await openTrail(folder, undefined, { retention, clock })
    await trail.watch()
    await trail.record(login(`day ${n * 8}`))
    await trail.close()
    now += 8 * day
  }
  // The first was written 32 days ago, the second 24, the third 16.
  const trail = await openTrail(folder, undefined, { retention, clock })
  await trail.watch()
  await trail.close()
  assert.ok((await verify(folder)).ok)
  const page = await readAudit(folder, { userKey: null, cursor: null, limit: 100 })
  const logins = page?.events.flatMap(({ login }) => login ?? [])
  assert.equal(logins, ['day 24', 'day 16'])
})

/** Pins that are kept in memory alone show what a crash would find at each step. */
test('cut off between any two steps of a trim, the audit log verifies', async ({ folder }) => {
  await makeRotatedTrail(folder, 4)
  const retention = { keep: day, maxSize: 5e9 }
  let step = 0
  const check = async () => {
    step++
    assert.ok((await verify(folder)).ok, `step ${step}: ${JSON.stringify(await verdictOn(folder))}`)
  }
  const trail = await openTrail(folder)
  await trimAudit({
    folder,
    retention,
    currentSize: 0,
    now: at + 2 * day,
    mostOld: 9,
    async pin(last) {
      await check()
      const reason = `up to ${last.seq}:${last.hash}`
      await trail.record({ event: 'audit.trimmed', outcome: 'done', door: 'cli', reason })
      await check()
    },
  })
  await check()
  await trail.close()
  assert.is(step, 9)
  // The newest is emptied, so that no number is given twice.
  assert.equal(await named(folder), ['audit-000004.jsonl', 'audit.jsonl'])
  assert.is((await stat(numbered(folder, 4))).size, 0)
  assert.equal(await verdictOn(folder), { files: 2, lines: 4 })
})

test('a clock far ahead costs one file a look', async ({ folder }) => {
  await makeRotatedTrail(folder, 4)
  const trail = await openTrail(folder, undefined, { clock: () => at + 9999 * day })
  await trail.watch()
  await trail.close()
  assert.equal(await named(folder), [
    'audit-000002.jsonl',
    'audit-000003.jsonl',
    'audit-000004.jsonl',
    'audit.jsonl',
  ])
  assert.ok((await verify(folder)).ok)
})

test('a file that is taken away by hand is named, beside those that were trimmed', async ({ folder }) => {
  await makeRotatedTrail(folder, 5)
  const trail = await openTrail(folder)
  const retention = { keep: day, maxSize: 5e9 }
  let pinned = 0
  await trimAudit({
    folder,
    retention,
    currentSize: 0,
    now: at + 2 * day,
    mostOld: 9,
    async pin(last) {
      if (++pinned === 3) throw new Error('enough')
      const reason = `up to ${last.seq}:${last.hash}`
      await trail.record({ event: 'audit.trimmed', outcome: 'done', door: 'cli', reason })
    },
  }).catch(() => {})
  await trail.close()
  assert.equal(await named(folder), [
    'audit-000003.jsonl',
    'audit-000004.jsonl',
    'audit-000005.jsonl',
    'audit.jsonl',
  ])
  assert.ok((await verify(folder)).ok)
  await rename(numbered(folder, 3), `${folder}/away`)
  assert.equal(await verdictOn(folder), { file: 'audit-000003.jsonl', line: 0, fault: 'missing' })
  await rename(`${folder}/away`, numbered(folder, 3))
  await rename(numbered(folder, 4), `${folder}/away`)
  assert.equal(await verdictOn(folder), { file: 'audit-000004.jsonl', line: 0, fault: 'missing' })
  await rename(`${folder}/away`, numbered(folder, 4))
  // What the first line is is pinned too.
  const lines = await linesOf(numbered(folder, 3))
  const forged = lines.with(0, (lines[0] as string).replace('user-1', 'user-9'))
  await writeFile(numbered(folder, 3), forged.map((line) => `${line}\n`).join(''))
  assert.equal(await verdictOn(folder), { file: 'audit-000003.jsonl', line: 1, fault: 'altered' })
})

test('an outside head of a line that was trimmed cannot be compared, and that is said', async ({
  folder,
}) => {
  await makeRotatedTrail(folder, 3)
  const [, second] = await linesOf(numbered(folder, 1))
  const head = parseHead(`2:${/\.([0-9a-f]{64})"}$/.exec(second as string)?.[1]}`)
  assert.ok((await verify(folder, head)).ok)
  const trail = await openTrail(folder, undefined, {
    retention: { keep: day, maxSize: 5e9 },
    clock: () => at + 2 * day,
  })
  await trail.watch()
  await trail.close()
  const verdict = await verify(folder, head)
  assert.is(verdict.ok ? null : verdict.fault, 'trimmed')
  assert.ok((await verify(folder)).ok)
})

test('a page of the audit log goes on when the file it was to come from has gone', async ({ folder }) => {
  await makeRotatedTrail(folder, 3)
  const page = await readAudit(folder, { userKey: null, cursor: null, limit: 7 })
  assert.ok(page?.nextCursor?.startsWith('1.'))
  const trail = await openTrail(folder, undefined, {
    retention: { keep: day, maxSize: 5e9 },
    clock: () => at + 2 * day,
  })
  await trail.watch()
  await trail.close()
  const next = await readAudit(folder, { userKey: null, cursor: page?.nextCursor ?? null, limit: 5 })
  assert.equal(next, { events: [], nextCursor: null })
})

test.run()
