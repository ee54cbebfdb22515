import { createHash } from 'node:crypto'
import { appendFile, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import * as assert from 'uvu/assert'
import { parseHead } from '../../../server/audit/trimmed.ts'
import { folderSuite } from '../../adapters/folder-suite.ts'
import {
  current,
  linesOf,
  login,
  makeRotatedTrail,
  makeTrail,
  numbered,
  openMemory,
  openTrail,
  remembered,
  verdictOn,
  verify,
} from './audit-suite.ts'

const test = folderSuite('broken trail')

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const write = (folder: string, lines: readonly string[]) =>
  writeFile(current(folder), lines.map((line) => `${line}\n`).join(''))

/** The lines as an attacker without the key would chain them again, as the first versions did. */
function rechained(lines: readonly string[], change: (event: Record<string, unknown>) => object): string[] {
  let prev = '0'.repeat(64)
  return lines.map((line, i) => {
    const { mac, prev: _, seq: __, ...event } = JSON.parse(line)
    const forged = JSON.stringify({ seq: i + 1, ...change(event), prev })
    prev = sha256(forged)
    return forged
  })
}

/** Opens the audit log as a running service does, and closes it again: what it says and what it wrote. */
async function start(folder: string) {
  const notices: string[] = []
  const before = (await linesOf(current(folder)).catch(() => [])).length
  const trail = await openTrail(folder, undefined, { onNotice: (notice) => notices.push(notice) })
  await trail.watch()
  const fault = trail.fault()
  await trail.close()
  const written = (await linesOf(current(folder))).slice(before).map((line) => JSON.parse(line))
  return { notices, fault, written }
}

type Tampering = readonly [name: string, tamper: (folder: string) => Promise<void>, found: object]

const removedAfter = { file: 'audit.jsonl', line: 4, fault: 'removed after' }
const tamperings: readonly Tampering[] = [
  [
    'the last lines cut off',
    async (folder) => write(folder, (await linesOf(current(folder))).slice(0, 4)),
    removedAfter,
  ],
  [
    'a line removed, and the chain made anew without the key',
    async (folder) =>
      write(
        folder,
        rechained((await linesOf(current(folder))).toSpliced(2, 1), (event) => event),
      ),
    { file: 'audit.jsonl', line: 5, fault: 'removed after' },
  ],
  [
    'a line altered, and the chain made anew without the key',
    async (folder) =>
      write(
        folder,
        rechained(await linesOf(current(folder)), (event) => ({ ...event, outcome: 'reject' })),
      ),
    { file: 'audit.jsonl', line: 6, fault: 'replaced' },
  ],
  [
    'lines added without the key',
    async (folder) =>
      appendFile(
        current(folder),
        `{"seq":7,"at":"2024-02-29T12:34:56.789Z","event":"login","outcome":"accept","door":"cli","prev":"${'0'.repeat(64)}"}\n`,
      ),
    { file: 'audit.jsonl', line: 7, fault: 'altered' },
  ],
  [
    'the file gone',
    async (folder) => rm(current(folder)),
    { file: 'audit.jsonl', line: 0, fault: 'missing' },
  ],
  [
    'the file emptied',
    async (folder) => write(folder, []),
    { file: 'audit.jsonl', line: 0, fault: 'missing' },
  ],
]

for (const [name, tamper, found] of tamperings) {
  test(`${name}: found, told at the next start, and still found afterwards`, async ({ folder }) => {
    await makeTrail(folder, 6)
    assert.equal(await verdictOn(folder), { files: 1, lines: 6 })
    await tamper(folder)
    assert.equal(await verdictOn(folder), found)
    const { notices, fault, written } = await start(folder)
    assert.ok(notices.length > 0 && notices.every((notice) => notice.includes('is broken')))
    assert.type(fault, 'string')
    assert.is(written[0].event, 'audit.broken')
    assert.not.ok((await verify(folder)).ok)
    // It is told once, and what comes later is chained under another key.
    const again = await start(folder)
    assert.equal(again.written, [])
    assert.is(again.notices.length, 1)
    assert.is(remembered(folder).keys.size, 2)
  })
}

test('an audit log that no one touched is told whole at each start, and no line is added', async ({
  folder,
}) => {
  await makeRotatedTrail(folder, 2)
  for (let n = 0; n < 3; n++) assert.equal(await start(folder), { notices: [], fault: null, written: [] })
  assert.is(remembered(folder).keys.size, 1)
})

test('of a rotated audit log each file that is gone is named', async ({ folder }) => {
  for (const [gone, found] of [
    [numbered(folder, 1), { file: 'audit-000001.jsonl', line: 0, fault: 'missing' }],
    [numbered(folder, 2), { file: 'audit.jsonl', line: 1, fault: 'removed before' }],
    [current(folder), { file: 'audit.jsonl', line: 0, fault: 'missing' }],
  ] as const) {
    remembered(folder).heads.clear()
    for (const name of await readdir(folder)) await rm(`${folder}/${name}`)
    await makeRotatedTrail(folder, 2)
    await makeTrail(folder, 2)
    await rm(gone)
    assert.equal(await verdictOn(folder), found)
  }
})

test('numbers go on behind lines that were cut off, so that none is given twice', async ({ folder }) => {
  await makeTrail(folder, 6)
  await write(folder, (await linesOf(current(folder))).slice(0, 3))
  const trail = await openTrail(folder)
  await trail.record(login('later'))
  await trail.close()
  const numbers = (await linesOf(current(folder))).map((line) => JSON.parse(line).seq)
  assert.equal(numbers, [1, 2, 3, 7, 8])
  assert.equal(await verdictOn(folder), { file: 'audit.jsonl', line: 4, fault: 'removed before' })
})

test('a head that was altered or lost is named; one that is behind is not', async ({ folder }) => {
  await makeTrail(folder, 3)
  const { heads } = remembered(folder)
  const [head] = heads.values()
  if (head === undefined) throw new Error('no head')
  await makeTrail(folder, 2)
  // As a killed process leaves it.
  heads.set(head.trail, head)
  assert.equal(await start(folder), { notices: [], fault: null, written: [] })
  heads.set(head.trail, { ...head, seq: 1 })
  const altered = await start(folder)
  assert.match(altered.fault ?? '', 'what the state store knew of its end is missing or was altered')
  heads.clear()
  const lost = await start(folder)
  assert.match(lost.fault ?? '', 'what the state store knew of its end is missing or was altered')
  assert.is((await verify(folder)).ok, false)
})

test('the audit log of another service in the place of ours is named', async ({ folder }) => {
  const other = `${folder}/other`
  const ours = `${folder}/ours`
  await mkdir(other)
  await mkdir(ours)
  await makeTrail(other, 9)
  await makeTrail(ours, 3)
  await rename(current(other), current(ours))
  assert.equal(await verdictOn(ours), { file: 'audit.jsonl', line: 1, fault: 'foreign' })
  const { fault, written } = await start(ours)
  assert.match(fault ?? '', 'comes from another service')
  assert.is(written[0].event, 'audit.broken')
})

test('services that share a store have an audit log each, and neither looks broken to the other', async ({
  folder,
}) => {
  const places = [`${folder}/a`, `${folder}/b`] as const
  for (const place of places) await mkdir(place)
  const open = async (place: string, notices: string[] = []) => {
    const memory = await openMemory(folder, place)
    return openTrail(place, undefined, { memory, onNotice: (notice) => notices.push(notice) })
  }
  const [a, b] = [await open(places[0]), await open(places[1])]
  for (let n = 0; n < 3; n++) await a.record(login('a'))
  await b.record(login('b'))
  await a.close()
  await b.close()
  assert.is(remembered(folder).heads.size, 2)
  const notices: string[] = []
  for (const place of places) await (await open(place, notices)).close()
  // A copy of a folder goes on as an audit log of its own, and so does what it was copied from.
  await copyFile(current(places[0]), current(places[1]))
  const copy = await open(places[1], [])
  await copy.close()
  const original = await open(places[0], notices)
  assert.ok((await original.verify(null)).ok)
  await original.close()
  assert.equal(notices, [])
})

test('an audit log of the first versions goes on: its last hash is what the first line with a key builds upon', async ({
  folder,
}) => {
  await makeTrail(folder, 3)
  const old = rechained(await linesOf(current(folder)), (event) => event)
  await write(folder, old)
  remembered(folder).heads.clear()
  remembered(folder).keys.clear()
  assert.equal(await verdictOn(folder), { files: 1, lines: 3 })
  assert.equal(await start(folder), { notices: [], fault: null, written: [] })
  await makeTrail(folder, 2)
  assert.equal((await linesOf(current(folder))).slice(0, 3), old)
  assert.equal(await verdictOn(folder), { files: 1, lines: 5 })
  // From the first start on no one makes the old lines anew.
  const forged = rechained(old, (event) => ({ ...event, outcome: 'reject' }))
  await write(folder, [...forged, ...(await linesOf(current(folder))).slice(3)])
  assert.not.ok((await verify(folder)).ok)
})

test('an outside head is compared: with its line, an altered one, one that was cut off', async ({
  folder,
}) => {
  await makeTrail(folder, 3)
  const [, , third] = await linesOf(current(folder))
  const given = `3:${/\.([0-9a-f]{64})"}$/.exec(third as string)?.[1]}`
  const head = parseHead(given)
  if (head === null) throw new Error('no head')
  await makeTrail(folder, 2)
  assert.ok((await verify(folder, head)).ok)
  assert.equal(
    await verify(folder, { ...head, hash: '0'.repeat(64) }).then(({ ok, ...verdict }) => verdict),
    { file: 'audit.jsonl', line: 3, fault: 'replaced', breaks: 1, untold: 1 },
  )
  assert.equal(await verify(folder, { ...head, seq: 9 }).then(({ ok, ...verdict }) => verdict), {
    file: 'audit.jsonl',
    line: 5,
    fault: 'removed after',
    breaks: 1,
    untold: 1,
  })
  for (const wrong of ['', '3', '0:00', `3:${'g'.repeat(64)}`, `-3:${'0'.repeat(64)}`, ` ${given}`]) {
    assert.is(parseHead(wrong), null)
  }
})

test('a new epoch has another key, and lines of the ones before still verify', async ({ folder }) => {
  const trail = await openTrail(folder)
  for (let epoch = 0; epoch < 3; epoch++) {
    await trail.record(login('alice'))
    await trail.beginEpoch()
  }
  await trail.record(login('alice'))
  await trail.close()
  const keys = (await linesOf(current(folder))).map((line) => /"mac":"(.{8})/.exec(line)?.[1])
  assert.is(new Set(keys).size, 4)
  assert.equal(await verdictOn(folder), { files: 1, lines: 4 })
  // Without the key of one epoch, its lines are the ones that are named.
  remembered(folder).keys.delete(keys[1] as string)
  assert.equal(await verdictOn(folder), { file: 'audit.jsonl', line: 2, fault: 'foreign' })
})

test('keys that were sealed with another master key open nothing', async ({ folder }) => {
  await makeTrail(folder, 2)
  const memory = await openMemory(folder, 'here', Buffer.alloc(32, 8))
  assert.is(memory.keyOf([...remembered(folder).keys.keys()][0] as string), null)
})

test('an audit log that came from elsewhere is missed down to lines that were written there', async ({
  folder,
}) => {
  const noticesAt = async (place: string, lines: number) => {
    const notices: string[] = []
    const memory = await openMemory(folder, place)
    const trail = await openTrail(folder, undefined, { memory, onNotice: (notice) => notices.push(notice) })
    for (let n = 0; n < lines; n++) await trail.record(login('alice'))
    await trail.close()
    return notices.join()
  }
  assert.is(await noticesAt('here', 2), '')
  assert.is(await noticesAt('there', 2), '')
  assert.is(await noticesAt('there', 0), '')
  const [first, second] = await linesOf(current(folder))
  await writeFile(current(folder), `${first}\n${second}\n`)
  assert.match(await noticesAt('there', 0), 'it ends with line 2, and line 4 was known')
})

test.run()
