import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StateStore } from '../../../../server/state/contract/state-store.ts'
import { bundled } from '../../../bundled.ts'
import { howOften } from '../../../how-often.ts'
import { verifyWithStore } from '../../audit/audit-suite.ts'
import { alice, authenticator, bob, claim, day, enrol, start, times, wins } from '../samples.ts'
import { type Acknowledged, workUntilKilled } from './crash-worker.ts'
import { openLowdb } from './lowdb-place.ts'

const folders = 3
const killsEach = howOften({ ci: 34, here: 8 })
/** How far the audit log was known to reach after each kill: there was something to compare with. */
const heads = new Set<number>()

async function stateLostNothing(dataDir: string, acknowledged: Acknowledged): Promise<void> {
  const { store, notices } = await openLowdb(dataDir, { foldAt: 4096 })
  try {
    assert.equal(notices, [])
    if (acknowledged.step >= 0) {
      assert.is(await wins(store, claim('a', acknowledged.step), start), false)
    }
    const failures = (await store.readFailures(alice)).code?.count ?? 0
    assert.ok(failures >= acknowledged.failures, `${failures} failures of ${acknowledged.failures}`)
    const enrolled = (await store.readEnrolment(alice))?.authenticators ?? []
    assert.ok(enrolled.length >= acknowledged.enrolled, `${enrolled.length} of ${acknowledged.enrolled}`)
    for (const each of enrolled) assert.equal(each, authenticator(each.id))
    assert.is(await store.readLink('reset', `l${acknowledged.taken}`, start), null)
    const [device] = await store.listTrustedDevices(alice, start)
    assert.ok(Number(device?.secretHash ?? 0) >= acknowledged.rotated, JSON.stringify(device))
    if (acknowledged.mailed >= 0) {
      assert.is(await store.claimMail(`m${acknowledged.mailed}`, day, start), false)
    }
    await trailLostNothing(dataDir, acknowledged, store)
  } finally {
    await store.close()
  }
}

/** The child of the last kill wrote `RUN-0-N` for every N up to the one it told of. */
async function trailLostNothing(
  dataDir: string,
  acknowledged: Acknowledged,
  store: StateStore,
): Promise<void> {
  const verdict = await verifyWithStore(dataDir, store)
  assert.ok(verdict.ok, JSON.stringify(verdict))
  const [head] = await store.listAuditHeads()
  heads.add(head?.seq ?? 0)
  const names = (await readdir(dataDir)).filter((name) => name.startsWith('audit'))
  const text = (await Promise.all(names.map((name) => readFile(join(dataDir, name), 'utf8')))).join('')
  const logins = [...text.matchAll(/"login":"(\d+)-0-(\d+)"/g)]
  const lastRun = Math.max(...logins.map(([, run]) => Number(run)))
  const found = new Set(logins.filter(([, run]) => Number(run) === lastRun).map(([, , n]) => Number(n)))
  for (let n = 0; n <= acknowledged.audited; n++) assert.ok(found.has(n), `line ${n} of run ${lastRun}`)
}

test(`of ${folders * killsEach} kills under load, none loses what was acknowledged, and none looks like tampering`, async () => {
  const root = await mkdtemp(join(tmpdir(), 'ringlock-crash-'))
  try {
    const script = await bundled(fileURLToPath(new URL('crash-child.ts', import.meta.url)))
    await Promise.all(
      times(folders, async (folder) => {
        const dataDir = await mkdtemp(join(root, 'data-'))
        const { store } = await openLowdb(dataDir)
        await enrol(store, bob, 'a')
        await store.close()
        for (let kill = 0; kill < killsEach; kill++) {
          const acknowledgements = 1 + (((folder * killsEach + kill) * 37) % 150)
          const acknowledged = await workUntilKilled(script, dataDir, acknowledgements)
          await stateLostNothing(dataDir, acknowledged)
        }
      }),
    )
    assert.ok(heads.size > killsEach, `${heads.size} heads`)
  } finally {
    await rm(root, { recursive: true })
  }
})

test.run()
