import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { DamagedFileError, openJsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import { openJsonFile } from '../../../adapters/lowdb/json-file.ts'
import { startChild } from '../child.ts'
import { folderSuite } from '../folder-suite.ts'
import { emptyTally, parseTally } from '../tally.ts'

const test = folderSuite('json database')

const openTally = (path: string, initial: typeof emptyTally | null = emptyTally) =>
  openJsonDatabase(path, { parse: parseTally, initial })
const counted = (...counts: number[]) => ({ ...emptyTally, counts })
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

test('what was updated is in the file, one row a line, and is read again', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  const database = await openTally(path)
  await database.update((tally) => ({ ...tally, counts: [...tally.counts, 1] }))
  await database.update((tally) => ({ ...tally, counts: [...tally.counts, 2] }))
  assert.equal(database.data, counted(1, 2))
  assert.is(readFileSync(path, 'utf8'), '{\n"kind": "tally",\n"counts": [\n1,\n2\n]\n}\n')
  assert.equal((await openTally(path, null)).data, counted(1, 2))
})

test('other work goes on while a large file is written, and values without rows are as JSON has them', async ({
  folder,
}) => {
  const path = join(folder, 'large.json')
  const initial: { rows: Iterable<string>; none: object; text: string } = { rows: [], none: {}, text: '"' }
  const database = await openJsonDatabase(path, { parse: () => initial, initial })
  let read = 0
  const rows = {
    *[Symbol.iterator]() {
      for (; read < 10_000; read++) yield `row ${read}`.padEnd(100)
    },
  }
  const written = database.update((data) => ({ ...data, rows }))
  const seen = new Set<number>()
  const watch = () => {
    seen.add(read)
    if (read < 10_000) setImmediate(watch)
  }
  watch()
  await written
  assert.ok(seen.size > 4, `${[...seen]}`)
  const expected = Array.from({ length: 10_000 }, (_, i) => `row ${i}`.padEnd(100))
  assert.equal(readJson(path), { rows: expected, none: {}, text: '"' })
})

test('more than can be read again is not written, and what was there stays', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  const parse = (json: unknown) => json as { readonly text: string }
  const whole = { text: 'é'.repeat(10) }
  const { length } = Buffer.from(`{\n"text": "${whole.text}"\n}\n`)
  const file = await openJsonFile(path, parse, length)
  await file.write(whole)
  const fault = await file.write({ text: `${whole.text}x` }).catch((error: unknown) => error)
  assert.match((fault as Error).message, 'could not be read again')
  assert.equal(await file.read(), whole)
  assert.equal(readdirSync(folder), ['tally.json'])
})

test('an existing file goes before the initial contents', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  await (await openTally(path)).update(() => counted(7))
  assert.equal((await openTally(path)).data, counted(7))
})

test('the generation before is kept, and nothing else is left behind', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  const database = await openTally(path)
  await database.update(() => counted(1))
  await database.update(() => counted(2))
  assert.equal(readJson(`${path}.previous`), counted(1))
  assert.equal(readdirSync(folder).sort(), ['tally.json', 'tally.json.previous'])
})

test('only the owner can read the file, whatever it was before', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  const database = await openTally(path)
  assert.is(statSync(path).mode & 0o777, 0o600)
  chmodSync(path, 0o644)
  await database.update(() => counted(1))
  assert.is(statSync(path).mode & 0o777, 0o600)
})

test('the target of a symbolic link is written, and the link stays', async ({ folder }) => {
  mkdirSync(join(folder, 'elsewhere'))
  const target = join(folder, 'elsewhere', 'target.json')
  const path = join(folder, 'tally.json')
  symlinkSync(join('elsewhere', 'target.json'), path)
  const database = await openTally(path)
  await database.update(() => counted(1))
  assert.ok(lstatSync(path).isSymbolicLink())
  assert.not.ok(lstatSync(target).isSymbolicLink())
  assert.equal(readJson(target), counted(1))
  assert.equal(readdirSync(folder).sort(), ['elsewhere', 'tally.json'])
})

test('updates made at the same time are all there', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  const database = await openTally(path)
  const numbers = Array.from({ length: 500 }, (_, number) => number)
  await Promise.all(
    numbers.map((number) => database.update((tally) => ({ ...tally, counts: [...tally.counts, number] }))),
  )
  assert.equal(readJson(path), counted(...numbers))
})

test('close waits for what is being written', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  const database = await openTally(path)
  void database.update(() => counted(1))
  await database.close()
  assert.equal(readJson(path), counted(1))
})

test('a change that throws changes nothing', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  const database = await openTally(path)
  const failed = await database
    .update(() => {
      throw new Error('no')
    })
    .catch((error: Error) => error.message)
  assert.is(failed, 'no')
  assert.equal(database.data, emptyTally)
  assert.equal(readJson(path), emptyTally)
})

test('a file that does not exist is not made up', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  await refusesToOpen(() => openTally(path, null), path, 'is missing')
  assert.equal(readdirSync(folder), [])
})

test('a file that was lost is not started afresh', async ({ folder }) => {
  const path = join(folder, 'tally.json')
  writeFileSync(`${path}.previous`, '{"kind":"tally","counts":[1]}')
  await refusesToOpen(() => openTally(path), path, 'is missing')
  assert.equal(readdirSync(folder), ['tally.json.previous'])
})

const damages: readonly (readonly [string, string | Buffer, string])[] = [
  ['empty', '', 'is empty'],
  ['cut', '{"kind":"tally","counts":[1', 'cannot be read'],
  ['other JSON', '{"kind":"grocery list"}', 'this is no tally'],
  ['no UTF-8', Buffer.from('{"kind":"tally\xff","counts":[]}', 'latin1'), 'cannot be read'],
]
for (const [what, contents, reason] of damages) {
  test(`a damaged file is refused and left as it is: ${what}`, async ({ folder }) => {
    const path = join(folder, 'tally.json')
    writeFileSync(path, contents)
    await refusesToOpen(() => openTally(path), path, reason)
    assert.equal(readdirSync(folder), ['tally.json'])
    assert.equal(readFileSync(path), Buffer.from(contents))
  })
}

async function refusesToOpen(open: () => Promise<unknown>, path: string, reason: string): Promise<void> {
  const error = await open().catch((error: unknown) => error)
  assert.instance(error, DamagedFileError)
  const { message } = error as DamagedFileError
  assert.ok(message.startsWith(`${path} `), message)
  assert.match(message, reason)
  assert.match(message, `${path}.previous`)
}

test('temporary files of processes that are gone are removed, those of living ones are not', async ({
  folder,
}) => {
  const path = join(folder, 'tally.json')
  const child = await startChild('tally-child.ts', [path, '10'])
  await child.next()
  await child.kill()
  const ofDead = `.tally.json.${child.pid}-1-abc.tmp`
  const ofLiving = `.tally.json.${process.pid}--abc.tmp`
  const ofOthers = '.tally.json.backup.tmp'
  for (const name of [ofDead, ofLiving, ofOthers]) writeFileSync(join(folder, name), 'half a fi')
  await openTally(path)
  const left = readdirSync(folder).filter((name) => name.startsWith('.'))
  assert.equal(left.sort(), [ofLiving, ofOthers].sort())
})

test('where nothing can be written, every caller is told and memory is what the disk has; then it recovers', async ({
  folder,
}) => {
  const path = join(folder, 'tally.json')
  // 8 KiB is the largest file this child may write: the kernel refuses the rest, as on a full disk.
  const limited = ['bash', '-c', 'trap \'\' XFSZ; ulimit -f 8; exec "$@"', 'bash']
  const child = await startChild('tally-overflow-child.ts', [path], limited)
  const report = await child.next()
  await child.kill()
  assert.equal(report, {
    refused: ['EFBIG', 'EFBIG', 'EFBIG'],
    afterRefusal: counted(1),
    onDisk: counted(1),
    left: ['tally.json', 'tally.json.previous'],
    afterRecovery: counted(1, 2),
  })
  assert.equal(readJson(path), counted(1, 2))
})

test('kill -9 at any moment loses nothing that was acknowledged and tears no file', async ({ folder }) => {
  const victims = [0, 1, 2, 3].map(async (victim) => {
    const path = join(folder, `tally-${victim}.json`)
    for (let round = 1; round <= 5; round++) {
      const child = await startChild('tally-child.ts', [path, String(round * 1000)])
      const acknowledged: number[] = []
      for (let writes = 0; writes < 3 * round + victim; writes++) {
        acknowledged.push(...((await child.next()) as number[]))
      }
      await child.kill()
      const { counts } = (await openTally(path, null)).data
      assert.equal(
        acknowledged.filter((count) => !counts.includes(count)),
        [],
      )
      assert.not.ok(readdirSync(folder).some((name) => name.startsWith(`.tally-${victim}.`)))
    }
  })
  await Promise.all(victims)
})

test.run()
