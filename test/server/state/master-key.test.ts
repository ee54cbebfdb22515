import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { prepareDataDir } from '../../../server/state/data-dir.ts'
import {
  checkMasterKey,
  findMasterKey,
  MasterKeyError,
  type MasterKeySearch,
} from '../../../server/state/master-key.ts'
import { createSealing } from '../../../server/state/sealing.ts'
import type { Enrolment, UserKey } from '../../../server/state/state-store.ts'
import { folderSuite } from '../../adapters/folder-suite.ts'
import { alice, authenticator, nothingEnrolled } from './samples.ts'

const test = folderSuite('master key')

const key = Buffer.alloc(32, 0xfb)

function find(dataDir: string, change: Partial<MasterKeySearch> = {}) {
  return findMasterKey({ dataDir, fromEnvironment: undefined, hasEnrolments: false, ...change })
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  assert.instance(error, MasterKeyError)
  return (error as Error).message
}

test('a new folder gets a key of its own, for its owner only, and keeps it', async ({ folder }) => {
  const made = await find(folder)
  const path = join(folder, 'master.key')
  assert.is(made.createdFile, path)
  assert.is(made.masterKey.length, 32)
  assert.is((await stat(path)).mode & 0o777, 0o600)
  assert.equal(await readdir(folder), ['master.key'])
  const found = await find(folder, { hasEnrolments: true })
  assert.equal(found, { masterKey: made.masterKey, createdFile: null })
})

test('a key missing beside enrolments is never made anew', async ({ folder }) => {
  assert.match(await refusal(find(folder, { hasEnrolments: true })), /master\.key is missing/)
  assert.equal(await readdir(folder), [])
})

test('a key that others can read is refused, with the way out', async ({ folder }) => {
  const path = join(folder, 'master.key')
  await find(folder)
  for (const mode of [0o640, 0o604, 0o620]) {
    await chmod(path, mode)
    assert.match(await refusal(find(folder)), `chmod 600 ${path}`)
  }
  await chmod(path, 0o400)
  await find(folder)
})

test('the environment comes first, in base64, base64url or hexadecimal', async ({ folder }) => {
  for (const encoding of ['base64', 'base64url', 'hex'] as const) {
    const found = await find(folder, { fromEnvironment: `${key.toString(encoding)}\n`, hasEnrolments: true })
    assert.equal(found, { masterKey: key, createdFile: null })
  }
  assert.equal(await readdir(folder), [])
})

test('anything but 32 bytes is refused, and not shown', async ({ folder }) => {
  const tooShort = Buffer.alloc(31, 0xfb).toString('base64')
  for (const text of [
    '',
    'secret',
    tooShort,
    Buffer.alloc(33).toString('hex'),
    `${key.toString('base64')} x`,
  ]) {
    const message = await refusal(find(folder, { fromEnvironment: text }))
    assert.match(message, /RINGLOCK_MASTER_KEY holds no master key/)
    assert.ok(text === '' || !message.includes(text))
    await rm(join(folder, 'master.key'), { force: true })
    await writeFile(join(folder, 'master.key'), text, { mode: 0o600 })
    assert.match(await refusal(find(folder)), /master\.key holds no master key/)
    assert.is(await readFile(join(folder, 'master.key'), 'utf8'), text)
  }
})

function stateWith(...enrolments: readonly (readonly [UserKey, Enrolment])[]) {
  return {
    async *listEnrolments() {
      yield* enrolments
    },
  }
}

function sealedBy(masterKey: Uint8Array, id: string): Enrolment {
  const owner = { userKey: alice, authenticatorId: id }
  const sealedTotpSecret = createSealing(masterKey).seal(Buffer.alloc(20), owner)
  return { ...nothingEnrolled, authenticators: [{ ...authenticator(id), sealedTotpSecret }] }
}

test('a key that did not seal every enrolment is found out at the start', async () => {
  const sealing = createSealing(key)
  await checkMasterKey(sealing, stateWith())
  await checkMasterKey(sealing, stateWith([alice, sealedBy(key, 'a')], [alice, sealedBy(key, 'b')]))
  const other = sealedBy(Buffer.alloc(32, 1), 'c')
  const message = await refusal(
    checkMasterKey(sealing, stateWith([alice, sealedBy(key, 'a')], [alice, other])),
  )
  assert.match(message, /does not open the enrolment of local:1/)
})

test('the data folder is made for its owner only, and is left as it is when it is there', async ({
  folder,
}) => {
  const dataDir = join(folder, 'var', 'data')
  assert.is(await prepareDataDir(dataDir), true)
  assert.is((await stat(dataDir)).mode & 0o777, 0o700)
  await chmod(dataDir, 0o750)
  assert.is(await prepareDataDir(dataDir), false)
  assert.is((await stat(dataDir)).mode & 0o777, 0o750)
})

test.run()
