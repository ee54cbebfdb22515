import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { acquireProcessLock, LockedError } from '../../../adapters/lowdb/process-lock.ts'
import { type Child, startChild } from '../child.ts'
import { folderSuite } from '../folder-suite.ts'

const test = folderSuite('process lock')
const tellsStartTimes = existsSync('/proc/self/stat') ? test : test.skip

/** The lock of this very process, so that a test can change one thing about it. */
async function ownClaim(folder: string): Promise<Record<string, unknown>> {
  const path = join(folder, 'sample.lock')
  const lock = await acquireProcessLock(path, 'sample')
  const claim = JSON.parse(readFileSync(path, 'utf8'))
  await lock.release()
  return claim
}

async function refusal(path: string): Promise<LockedError> {
  const error = await acquireProcessLock(path, 'second').then(
    () => null,
    (error: unknown) => error,
  )
  assert.instance(error, LockedError)
  return error as LockedError
}

test('a held lock names its holder', async ({ folder }) => {
  const path = join(folder, 'lock')
  await acquireProcessLock(path, 'ringlock serve')
  const { pid, message } = await refusal(path)
  assert.is(pid, process.pid)
  assert.match(message, `ringlock serve (process ${process.pid}, since 2`)
  assert.match(message, path)
})

test('a released lock is free, and leaves nothing behind', async ({ folder }) => {
  const path = join(folder, 'lock')
  for (let round = 0; round < 3; round++) {
    const lock = await acquireProcessLock(path, 'holder')
    assert.equal(readdirSync(folder), ['lock'])
    await lock.release()
    assert.equal(readdirSync(folder), [])
  }
})

test('only the lock that is still ours is released', async ({ folder }) => {
  const path = join(folder, 'lock')
  const lock = await acquireProcessLock(path, 'holder')
  const ofAnother = JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), nonce: 'another' })
  writeFileSync(path, ofAnother)
  await lock.release()
  assert.is(readFileSync(path, 'utf8'), ofAnother)
})

test('a killed process gives its lock up', async ({ folder }) => {
  const path = join(folder, 'lock')
  const child = await startContender()
  child.send(path)
  assert.is(await child.next(), 'acquired')
  assert.is((await refusal(path)).pid, child.pid)
  await child.kill()
  const lock = await acquireProcessLock(path, 'successor')
  assert.equal(readdirSync(folder), ['lock'])
  await lock.release()
})

tellsStartTimes('a pid that was given to another process does not hold the lock', async ({ folder }) => {
  const path = join(folder, 'lock')
  const claim = await ownClaim(folder)
  writeFileSync(path, JSON.stringify(claim))
  await refusal(path)
  writeFileSync(path, JSON.stringify({ ...claim, startTime: `${Number(claim.startTime) - 1}` }))
  await acquireProcessLock(path, 'successor')
})

tellsStartTimes('a process of an earlier boot does not hold the lock', async ({ folder }) => {
  const path = join(folder, 'lock')
  const claim = await ownClaim(folder)
  writeFileSync(path, JSON.stringify({ ...claim, bootId: '11111111-2222-3333-4444-555555555555' }))
  await acquireProcessLock(path, 'successor')
})

test('a process of another host is never taken for dead', async ({ folder }) => {
  const path = join(folder, 'lock')
  const claim = { ...(await ownClaim(folder)), host: 'another-host', bootId: 'another', startTime: '1' }
  writeFileSync(path, JSON.stringify(claim))
  const { message } = await refusal(path)
  assert.match(message, 'another-host')
  assert.match(message, `remove ${path}`)
  assert.is(readFileSync(path, 'utf8'), JSON.stringify(claim))
})

test('a file that is no lock is left alone', async ({ folder }) => {
  const path = join(folder, 'lock')
  writeFileSync(path, 'something else')
  const { pid, message } = await refusal(path)
  assert.is(pid, null)
  assert.match(message, path)
  assert.is(readFileSync(path, 'utf8'), 'something else')
})

test('a lock that cannot be written is a fault, not a refusal', async ({ folder }) => {
  const error = await acquireProcessLock(join(folder, 'missing', 'lock'), 'holder').catch((error) => error)
  assert.not.instance(error, LockedError)
  assert.is(error.code, 'ENOENT')
})

test('twenty processes race for a lock, and exactly one has it', async ({ folder }) => {
  const contenders = await Promise.all(Array.from({ length: 20 }, startContender))
  const dead = await claimOfDead(folder)
  for (let round = 0; round < 25; round++) {
    await race(contenders, join(folder, `free-${round}`))

    const afterDead = join(folder, `dead-${round}`)
    writeFileSync(afterDead, JSON.stringify(dead))
    await race(contenders, afterDead)

    // The successor died as well, before it could replace the lock.
    const afterChain = join(folder, `chain-${round}`)
    writeFileSync(afterChain, JSON.stringify(dead))
    writeFileSync(`${afterChain}.after.${dead.nonce}`, JSON.stringify({ ...dead, nonce: 'successor' }))
    await race(contenders, afterChain)

    // The successor died as well, right after it had replaced the lock.
    const afterReplaced = join(folder, `replaced-${round}`)
    writeFileSync(afterReplaced, JSON.stringify({ ...dead, nonce: 'successor' }))
    writeFileSync(`${afterReplaced}.after.${dead.nonce}`, JSON.stringify({ ...dead, nonce: 'successor' }))
    await race(contenders, afterReplaced)
  }
})

test('processes that are killed in the race stop no one', async ({ folder }) => {
  const path = join(folder, 'lock')
  const dead = await claimOfDead(folder)
  for (let round = 0; round < 3; round++) {
    writeFileSync(path, JSON.stringify(dead))
    const victims = await Promise.all(Array.from({ length: 4 }, startContender))
    for (const victim of victims) victim.send(path)
    await victims[round]?.next()
    await Promise.all(victims.map((victim) => victim.kill()))
    const lock = await acquireProcessLock(path, 'survivor')
    assert.not.ok(readdirSync(folder).some((name) => name.includes('.after.')))
    await lock.release()
  }
})

async function startContender(): Promise<Child> {
  const child = await startChild('lock-contender.ts')
  assert.is(await child.next(), 'ready')
  return child
}

async function claimOfDead(folder: string): Promise<Record<string, unknown>> {
  const path = join(folder, 'dead.lock')
  const child = await startContender()
  child.send(path)
  assert.is(await child.next(), 'acquired')
  await child.kill()
  return JSON.parse(readFileSync(path, 'utf8'))
}

async function race(contenders: readonly Child[], path: string): Promise<void> {
  for (const contender of contenders) contender.send(path)
  const answers = await Promise.all(contenders.map((contender) => contender.next()))
  assert.equal(answers.sort(), ['acquired', ...Array(contenders.length - 1).fill('locked')], path)
}

test.run()
