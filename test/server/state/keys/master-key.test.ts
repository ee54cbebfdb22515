import { chmod, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { StoredMasterKey } from '../../../../server/state/contract/keys.ts'
import type { Enrolment, StateStore, UserKey } from '../../../../server/state/contract/state-store.ts'
import { prepareDataDir } from '../../../../server/state/data-dir.ts'
import { createKeyring, type Keyring } from '../../../../server/state/keys/keyring.ts'
import {
  findMasterKey,
  MasterKeyError,
  type MasterKeySearch,
  settleMasterKey,
} from '../../../../server/state/keys/master-key.ts'
import { keysOfEnvironment } from '../../../../server/state/keys/master-key-source.ts'
import { createSealing } from '../../../../server/state/keys/sealing.ts'
import { surveyOf } from '../../../../server/state/keys/survey-enrolments.ts'
import { folderSuite } from '../../../adapters/folder-suite.ts'
import { alice, authenticator, bob, nothingEnrolled } from '../samples.ts'

const test = folderSuite('master key')

const key = Buffer.alloc(32, 0xfb)
const otherKey = Buffer.alloc(32, 1)

function find(dataDir: string, change: Partial<MasterKeySearch> = {}) {
  return findMasterKey({ dataDir, environment: {}, hasEnrolments: false, ...change })
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
  assert.equal([found.masterKey, found.createdFile], [made.masterKey, null])
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
    const environment = { RINGLOCK_MASTER_KEY: `${key.toString(encoding)}\n` }
    const found = await find(folder, { environment, hasEnrolments: true })
    assert.equal([found.masterKey, found.createdFile], [key, null])
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
    const message = await refusal(find(folder, { environment: { RINGLOCK_MASTER_KEY: text } }))
    assert.match(message, /RINGLOCK_MASTER_KEY holds no master key/)
    assert.ok(text === '' || !message.includes(text))
    await rm(join(folder, 'master.key'), { force: true })
    await writeFile(join(folder, 'master.key'), text, { mode: 0o600 })
    assert.match(await refusal(find(folder)), /master\.key holds no master key/)
    assert.is(await readFile(join(folder, 'master.key'), 'utf8'), text)
  }
})

/** @param stored - null: the key was never rotated */
function stateWith(
  stored: StoredMasterKey | null,
  ...enrolments: readonly (readonly [UserKey, Enrolment])[]
): Pick<StateStore, 'firstMasterKey' | 'surveyEnrolments'> {
  return {
    firstMasterKey: async (keyId) => stored ?? { keyId, formerKeyId: null, carried: null },
    surveyEnrolments: () => surveyOf(enrolments),
  }
}

function settle(
  keyring: Keyring,
  state: ReturnType<typeof stateWith>,
  next: Uint8Array | null = null,
): Promise<StoredMasterKey> {
  const source = keysOfEnvironment(keyring.masterKey(keyring.keyId), next)
  return settleMasterKey(keyring, state, { source, place: 'here' })
}

function sealedBy(masterKey: Uint8Array, id: string, userKey = alice): Enrolment {
  const owner = { userKey, authenticatorId: id }
  const sealedTotpSecret = createSealing(masterKey).seal(Buffer.alloc(20), owner)
  return { ...nothingEnrolled, authenticators: [{ ...authenticator(id), sealedTotpSecret }] }
}

test('a key that did not seal every enrolment is found out at the start', async () => {
  const settled = (...enrolments: readonly (readonly [UserKey, Enrolment])[]) =>
    settle(createKeyring(key), stateWith(null, ...enrolments))
  await settled()
  await settled([alice, sealedBy(key, 'a')], [alice, sealedBy(key, 'b')])
  const message = await refusal(settled([alice, sealedBy(key, 'a')], [alice, sealedBy(otherKey, 'c')]))
  const [given, needed] = [key, otherKey].map((each) => createSealing(each).keyId)
  assert.match(message, `The master key ${given} does not open the enrolment of local:1`)
  assert.match(message, `sealed with another master key (${needed})`)
})

test('the key in use is the one that the store names, and an enrolment under the one before does not count', async () => {
  const keyring = createKeyring(key)
  const carried = (() => {
    const other = createKeyring(key)
    return other.carriedTo(other.hold(otherKey))
  })()
  const [former, keyId] = [key, otherKey].map((each) => createSealing(each).keyId) as [string, string]
  const before: readonly [UserKey, Enrolment] = [alice, sealedBy(key, 'a')]
  const after: readonly [UserKey, Enrolment] = [bob, sealedBy(otherKey, 'b', bob)]

  const needsIt = await refusal(settle(createKeyring(key), stateWith({ keyId, formerKeyId: null, carried })))
  assert.match(needsIt, `sealed with the master key ${keyId}, and the one here is ${former}`)
  const halfDone = stateWith({ keyId, formerKeyId: former, carried }, before, after)
  const needsBoth = await refusal(settle(createKeyring(otherKey), halfDone))
  assert.match(needsBoth, `the former key ${former} is needed too`)

  await settle(keyring, halfDone, otherKey)
  assert.equal(keyring.keyIds, [keyId, former])
  const done = stateWith({ keyId, formerKeyId: null, carried }, after)
  await settle(createKeyring(otherKey), done)
  await settle(createKeyring(key), done, otherKey)
  const putBack = stateWith({ keyId, formerKeyId: null, carried }, before, after)
  assert.match(await refusal(settle(createKeyring(key), putBack, otherKey)), `another master key (${former})`)
})

test('a next key that cannot be read stops no start that does not need it', async () => {
  const state = stateWith(null, [alice, sealedBy(key, 'a')])
  const unreadable = () => Promise.reject(new MasterKeyError('master.key.next can be read by others'))
  const source = { ...keysOfEnvironment(key, null), readNext: unreadable }
  const keyring = createKeyring(key)
  await settleMasterKey(keyring, state, { source, place: 'here' })
  assert.equal(keyring.keyIds, [createSealing(key).keyId])
  const inUse = stateWith({ keyId: createSealing(otherKey).keyId, formerKeyId: null, carried: null })
  const needed = settleMasterKey(createKeyring(key), inUse, { source, place: 'here' })
  assert.match(await refusal(needed), /can be read by others/)
  const broken = { ...source, readNext: () => Promise.reject(new TypeError('a fault')) }
  const fault = await settleMasterKey(createKeyring(key), state, { source: broken, place: 'here' }).catch(
    (e) => e,
  )
  assert.instance(fault, TypeError)
})

test('a staged key is used for nothing, and lies beside the other for its owner only', async ({ folder }) => {
  const { masterKey, source } = await find(folder)
  const made = await source.makeNext()
  assert.is(made.file, join(folder, 'master.key.next'))
  assert.is(made.text, null)
  assert.is((await stat(join(folder, 'master.key.next'))).mode & 0o777, 0o600)
  assert.equal(await source.readNext(), made.masterKey)
  assert.equal((await find(folder)).masterKey, masterKey)
  const again = await source.makeNext().catch((error: NodeJS.ErrnoException) => error.code)
  assert.is(again, 'EEXIST', 'and another one never takes its place')
  await chmod(join(folder, 'master.key.next'), 0o644)
  assert.match(await refusal(source.readNext()), /chmod 600/)
})

test('the key in use takes the place of the other in one go, through a symbolic link too', async ({
  folder,
}) => {
  await find(join(folder))
  await rename(join(folder, 'master.key'), join(folder, 'elsewhere'))
  await symlink('elsewhere', join(folder, 'master.key'))
  const { source } = await find(folder)
  const { masterKey, keyId } = await source.makeNext()
  assert.is(await source.give(masterKey), null)
  assert.is(source.givenKeyId(), keyId)
  assert.equal((await readdir(folder)).sort(), ['elsewhere', 'master.key'])
  assert.is((await stat(join(folder, 'elsewhere'))).mode & 0o777, 0o600)
  assert.equal((await find(folder)).masterKey, masterKey)
  assert.is(await source.readNext(), null)
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
