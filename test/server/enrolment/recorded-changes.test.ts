import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { AuditEvent } from '../../../server/audit/audit-trail.ts'
import { readAudit } from '../../../server/audit/read-audit.ts'
import { recordFirst } from '../../../server/audit/record-first.ts'
import { createRecordedChanges, recoverChanges } from '../../../server/enrolment/recorded-changes.ts'
import { folderSuite } from '../../adapters/folder-suite.ts'
import { openTrail } from '../audit/audit-suite.ts'
import { openLowdb } from '../state/lowdb/lowdb-place.ts'
import { alice, enrolmentOf, start } from '../state/samples.ts'

const test = folderSuite('recorded changes')

const bound: AuditEvent = { event: 'enrolment.bound', outcome: 'done', door: 'cli', userKey: alice }

async function open(folder: string, writer = 'here', now = start) {
  const { store } = await openLowdb(folder)
  const trail = await openTrail(folder, undefined, { clock: () => now })
  let isFull = false
  const audit = {
    ...trail,
    record: (event: AuditEvent) => (isFull ? Promise.reject(new Error('full')) : trail.record(event)),
  }
  const parts = { state: store, audit, clock: () => now, writer, folder }
  const changes = createRecordedChanges(parts)
  return {
    store,
    fill: (full: boolean) => {
      isFull = full
    },
    bind: (id: string) =>
      changes.change(
        [alice],
        () => enrolmentOf(id),
        () => [bound],
      ),
    recover: () => recoverChanges(parts),
    async told() {
      const page = await readAudit(folder, { userKey: alice, cursor: null, limit: 100 })
      return page?.events.length ?? 0
    },
    async close() {
      await trail.close()
      await store.close()
    },
    /** As a killed process leaves the file: whatever was told is not dropped. */
    async abandon() {
      const file = join(folder, 'enrolments.json')
      const left = await readFile(file)
      await trail.close()
      await store.close()
      await writeFile(file, left)
    },
  }
}

test('what the audit log could not take follows with the next change, once', async ({ folder }) => {
  const world = await open(folder)
  world.fill(true)
  assert.is(await world.bind('a'), 'changed')
  assert.is(await world.told(), 0)
  assert.is((await world.store.listStoredEvents()).length, 1)
  world.fill(false)
  await world.bind('b')
  assert.is(await world.told(), 2)
  assert.equal(await world.store.listStoredEvents(), [])
  await world.close()
})

test('what several changes at once could not tell follows too', async ({ folder }) => {
  const world = await open(folder)
  world.fill(true)
  await Promise.all(['a', 'b', 'c'].map((id) => world.bind(id)))
  assert.is((await world.store.listStoredEvents()).length, 3)
  world.fill(false)
  await world.bind('d')
  assert.is(await world.told(), 4)
  assert.equal(await world.store.listStoredEvents(), [])
  await world.close()
})

test('what was never told is told at the next start; what was told is not told twice', async ({ folder }) => {
  const killed = await open(folder)
  await killed.bind('a')
  killed.fill(true)
  await killed.bind('b')
  await killed.abandon()
  for (let n = 0; n < 3; n++) {
    const world = await open(folder)
    await world.recover()
    assert.is(await world.told(), 2)
    assert.equal(await world.store.listStoredEvents(), [])
    await world.close()
  }
})

test('the change of another service is left to it for a minute', async ({ folder }) => {
  const killed = await open(folder, 'there')
  killed.fill(true)
  await killed.bind('a')
  await killed.close()
  const soon = await open(folder, 'here', start + 59_000)
  await soon.recover()
  assert.is(await soon.told(), 0)
  await soon.close()
  const later = await open(folder, 'here', start + 61_000)
  await later.recover()
  assert.is(await later.told(), 1)
  await later.close()
})

test('where the line comes first, a change that was not made is told too', async ({ folder }) => {
  const trail = await openTrail(folder)
  const events: string[] = []
  const audit = { ...trail, record: async ({ outcome }: AuditEvent) => void events.push(outcome) }
  assert.is(
    await recordFirst(audit, bound, async () => {
      assert.equal(events, ['done'])
      return 'made'
    }),
    'made',
  )
  await recordFirst(
    audit,
    bound,
    async () => null,
    (result) => result !== null,
  )
  const fault = new Error('no')
  const failing = recordFirst(audit, bound, () => Promise.reject(fault))
  assert.is(await failing.catch((reason) => reason), fault)
  assert.equal(events, ['done', 'done', 'refused', 'done', 'refused'])
  // No line, no change.
  const full = { ...trail, record: () => Promise.reject(fault) }
  let isMade = false
  await recordFirst(full, bound, async () => {
    isMade = true
  }).catch(() => {})
  assert.not.ok(isMade)
  await trail.close()
})

test.run()
