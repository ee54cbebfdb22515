import { openAuditFile } from '../../../../server/audit/audit-file.ts'
import { openTrailMemory } from '../../../../server/audit/trail-memory.ts'
import { accountThrottle } from '../../../../server/login/throttle.ts'
import { auditKeySealing } from '../../../../server/state/keys/renew-seals.ts'
import { createSealing } from '../../../../server/state/keys/sealing.ts'
import { openLowdbStateStore } from '../../../../server/state/lowdb/open-lowdb.ts'
import {
  alice,
  authenticator,
  day,
  device,
  link,
  nothingEnrolled,
  rotation,
  start,
  wins,
} from '../samples.ts'

/**
 * Works on a folder until it is killed, and tells over IPC what was acknowledged: `step N`, `failures N`, `enrolled N`,
 * `audited N`, `taken N`, `rotated N`, `mailed N`. Folds and rotates all the time.
 */
const dataDir = process.argv[2] as string
const tell = (what: string, n: number) => void process.send?.(`${what} ${n}`)

const onNotice = (message: string) => void process.send?.(`notice ${message}`)
const store = await openLowdbStateStore({ dataDir, now: start, restoreMargin: 0, onNotice, foldAt: 4096 })
const sealing = createSealing(Buffer.alloc(32, 7))
const memory = await openTrailMemory({
  state: store,
  sealing: auditKeySealing(sealing),
  place: 'here',
  clock: Date.now,
})
const audit = await openAuditFile({
  folder: dataDir,
  clock: Date.now,
  memory,
  onNotice,
  rotateAt: 16_384,
  anchorInterval: 2,
})
const run = String(Date.now())

async function claimSteps(): Promise<void> {
  for (let step = 0; ; step++) {
    const won = await wins(store, { claimKey: 'a', timeStep: step, acceptableUntil: Infinity }, start)
    if (won) tell('step', step)
  }
}

async function fail(): Promise<void> {
  const rule = { ...accountThrottle, ceiling: Infinity, lockAt: Infinity }
  for (;;) tell('failures', (await store.recordFailure(alice, 'code', rule, start)).count)
}

async function enrol(): Promise<void> {
  for (let n = 0; ; n++) {
    await store.changeEnrolment(alice, (current) => ({
      ...nothingEnrolled,
      authenticators: [...(current?.authenticators ?? []), authenticator(`${run}-${n}`)],
    }))
    tell('enrolled', (await store.readEnrolment(alice))?.authenticators.length ?? 0)
  }
}

async function useLinks(): Promise<void> {
  for (let n = 0; ; n++) {
    await store.putLink(link(`l${n}`), start)
    if ((await store.takeLink('reset', `l${n}`, start)) !== null) tell('taken', n)
  }
}

async function rotateDevice(): Promise<void> {
  const [found] = await store.listTrustedDevices(alice, start)
  if (found === undefined) await store.putTrustedDevice(device('d', { secretHash: '0' }), start)
  for (let n = Number(found?.secretHash ?? 0); ; n++) {
    const secrets = { secretHash: String(n), nextSecretHash: String(n + 1) }
    if ((await store.rotateTrustedDevice(rotation('d', secrets), start)) !== 'rotated') return
    tell('rotated', n + 1)
  }
}

async function claimMails(): Promise<void> {
  for (let n = 0; ; n++) if (await store.claimMail(`m${n}`, day, start)) tell('mailed', n)
}

async function recordEvents(worker: number): Promise<void> {
  for (let n = 0; ; n++) {
    await audit.record({ event: 'login', outcome: 'accept', door: 'radius', login: `${run}-${worker}-${n}` })
    if (worker === 0) tell('audited', n)
  }
}

await Promise.all([
  claimSteps(),
  fail(),
  fail(),
  enrol(),
  useLinks(),
  rotateDevice(),
  claimMails(),
  ...[0, 1, 2, 3].map(recordEvents),
])
