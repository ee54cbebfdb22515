import { appendFile, open, rm, writeFile } from 'node:fs/promises'
import * as assert from 'uvu/assert'
import type { RecordedEvent } from '../../../server/audit/audit-trail.ts'
import { type AuditQuery, readAudit } from '../../../server/audit/read-audit.ts'
import { folderSuite } from '../../adapters/folder-suite.ts'
import { current, linesOf, login, makeRotatedTrail, makeTrail, numbered, openTrail } from './audit-suite.ts'

const test = folderSuite('read audit')
const everybody: AuditQuery = { userKey: null, cursor: null, limit: 50 }

async function page(folder: string, query: Partial<AuditQuery> = {}) {
  const read = await readAudit(folder, { ...everybody, ...query })
  if (read === null) throw new Error('a cursor of ours was refused')
  return read
}

async function allPages(folder: string, query: Partial<AuditQuery> = {}): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  let cursor: string | null = null
  do {
    const read = await page(folder, { ...query, cursor })
    events.push(...read.events)
    cursor = read.nextCursor
  } while (cursor !== null)
  return events
}

const namesOf = (events: readonly RecordedEvent[]) => events.map(({ login }) => login)

test('the newest event comes first, with everything the line says', async ({ folder }) => {
  const trail = await openTrail(folder)
  await trail.record(login('alice'))
  await trail.record({
    event: 'enrolment.deleted',
    outcome: 'done',
    door: 'http',
    userKey: 'local:1',
    by: 'local:9',
  })
  await trail.close()
  const { events, nextCursor } = await page(folder)
  assert.is(nextCursor, null)
  assert.equal(
    events.map(({ event, userKey, by, at, door }) => ({ event, userKey, by, at, door })),
    [
      {
        event: 'enrolment.deleted',
        userKey: 'local:1',
        by: 'local:9',
        at: '2024-02-29T12:34:56.789Z',
        door: 'http',
      },
      { event: 'login', userKey: undefined, by: undefined, at: '2024-02-29T12:34:56.789Z', door: 'radius' },
    ],
  )
})

test('pages of any size tell every event once, across files', async ({ folder }) => {
  await makeRotatedTrail(folder, 3)
  const oneFile = ['user-3', 'user-2', 'user-1']
  for (const limit of [1, 2, 3, 4, 9, 200]) {
    assert.equal(namesOf(await allPages(folder, { limit })), [...oneFile, ...oneFile, ...oneFile], `${limit}`)
  }
})

test('a cursor stays right when its file is given a number, and new events do not move it', async ({
  folder,
}) => {
  await makeTrail(folder, 3)
  const { nextCursor } = await page(folder, { limit: 1 })
  const trail = await openTrail(folder, 500)
  for (let n = 4; n <= 6; n++) await trail.record(login(`user-${n}`))
  await trail.close()
  assert.ok((await linesOf(numbered(folder, 1))).length >= 3, 'the file was given its number')
  assert.equal(namesOf((await page(folder, { cursor: nextCursor })).events), ['user-2', 'user-1'])
})

test("only this user's events are told, whatever was typed elsewhere", async ({ folder }) => {
  const trail = await openTrail(folder)
  const of = (userKey: string, name: string) => trail.record({ ...login(name), userKey })
  await of('local:1', 'alice')
  await of('local:2', 'x","userKey":"local:1","door":"radius')
  await of('local:11', 'eleven')
  await trail.record({ ...login('admin'), userKey: 'local:3', by: 'local:1' })
  await trail.record(login('local:1'))
  await of('local:1', 'alice again')
  await of('straße:ä"\u2028', 'odd')
  await trail.close()
  assert.equal(namesOf(await allPages(folder, { userKey: 'local:1', limit: 1 })), ['alice again', 'alice'])
  assert.equal(namesOf(await allPages(folder, { userKey: 'straße:ä"\u2028' })), ['odd'])
  assert.equal(await allPages(folder, { userKey: 'local:4' }), [])
})

test('an unfinished line, a damaged one and a missing file are passed over', async ({ folder }) => {
  await makeRotatedTrail(folder, 3)
  await writeFile(numbered(folder, 1), `no line\n\n${(await linesOf(numbered(folder, 1))).join('\n')}\n`)
  await rm(numbered(folder, 2))
  await appendFile(current(folder), '{"seq":10,"at":"2024')
  assert.equal(namesOf(await allPages(folder)), ['user-3', 'user-2', 'user-1', 'user-3', 'user-2', 'user-1'])
})

test('a folder without an audit log has no events', async ({ folder }) => {
  assert.equal(await page(folder), { events: [], nextCursor: null })
})

test('a cursor that is none of ours is refused, and one beyond the end is the end', async ({ folder }) => {
  await makeTrail(folder, 2)
  for (const cursor of ['', '1', '1.', '-1.5', '1.5.5', '1e3.0', '../audit.1', `1.${'9'.repeat(16)}`]) {
    assert.is(await readAudit(folder, { ...everybody, cursor }), null, cursor)
  }
  for (const cursor of ['1.999999999', '7.0']) {
    assert.equal(namesOf((await page(folder, { cursor })).events), ['user-2', 'user-1'])
  }
})

test('lines longer than a block are passed over, and the others are found', async ({ folder }) => {
  await makeTrail(folder, 1)
  const [line] = await linesOf(current(folder))
  await appendFile(current(folder), `${'x'.repeat(700_000)}\n${line}\n`)
  assert.equal(namesOf(await allPages(folder)), ['user-1', 'user-1'])
})

test('a page stops after 64 MB, and the next one reads on', async ({ folder }) => {
  const trail = await openTrail(folder)
  await trail.record({ ...login('alice'), userKey: 'local:1' })
  await trail.close()
  const line = `${JSON.stringify({ filler: 'x'.repeat(1000) })}\n`
  const megabyte = Buffer.from(line.repeat(1000))
  const handle = await open(current(folder), 'a')
  for (let n = 0; n < 70; n++) await handle.write(megabyte)
  await handle.close()
  const first = await page(folder, { userKey: 'local:1' })
  assert.equal(first.events, [])
  assert.is.not(first.nextCursor, null)
  assert.equal(namesOf((await page(folder, { userKey: 'local:1', cursor: first.nextCursor })).events), [
    'alice',
  ])
})

test.run()
