import * as assert from 'uvu/assert'
import type { StoredMasterKey } from '../../../server/state/contract/keys.ts'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import { createKeyring } from '../../../server/state/keys/keyring.ts'
import { createSealing, sealedWith } from '../../../server/state/keys/sealing.ts'
import { alice, assertionKey, authenticator, bob, day, nothingEnrolled, start, times } from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

const [first, second, third] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer]

const [one, two, three] = [first, second, third].map((key) => createSealing(key).keyId) as [
  string,
  string,
  string,
]

const secret = Buffer.from('12345678901234567890')

const next = (keyId: string, formerKeyId: string): StoredMasterKey & { readonly formerKeyId: string } => ({
  keyId,
  formerKeyId,
  carried: `v1.${keyId}.carried`,
})

/** alice has a bound and an offered authenticator, and a key signs assertions; all sealed with the first key. */
async function fill(store: StateStore): Promise<void> {
  const sealing = createSealing(first)
  const sealed = (id: string, userKey: string) => ({
    ...authenticator(id),
    sealedTotpSecret: sealing.seal(secret, { userKey, authenticatorId: id }),
  })
  await store.firstMasterKey(one)
  await store.changeEnrolment(alice, () => ({
    ...nothingEnrolled,
    authenticators: [sealed('a', alice)],
    pending: { authenticator: sealed('b', alice), expiresAt: start },
    recoveryCodeHashes: ['hash 1', 'hash 2'],
  }))
  await store.changeEnrolment(bob, () => ({ ...nothingEnrolled, requirement: 'required' }))
  const key = { ...assertionKey('k', start), sealedD: sealing.sealText('d', 'assertion key k') }
  await store.putAssertionKey(key, null, start)
}

async function sealsOf(store: StateStore): Promise<(string | null)[]> {
  const enrolment = await store.readEnrolment(alice)
  const [key] = await store.listAssertionKeys(start)
  const authenticators = [...(enrolment?.authenticators ?? []), enrolment?.pending?.authenticator]
  return [...authenticators.map((each) => each?.sealedTotpSecret), key?.sealedD].map((sealed) =>
    sealedWith(sealed ?? ''),
  )
}

/** Master keys and the keys of assertions. */
export function testKeyOperations(test: StateSuite): void {
  test('of a hundred who would make the first assertion key, one does', async ({ store, reopen }) => {
    const ids = times(100, (i) => `k${i}`)
    const put = await Promise.all(
      ids.map((id) => store.putAssertionKey(assertionKey(id, start), null, start)),
    )
    assert.is(put.filter(Boolean).length, 1)
    const made = [assertionKey(ids[put.indexOf(true)] ?? '', start)]
    assert.equal(await store.listAssertionKeys(start), made)
    assert.equal(await (await reopen()).listAssertionKeys(start), made)
  })

  test('of a hundred who would replace the key that signs, one does, and the former is listed for its time', async ({
    store,
    reopen,
  }) => {
    await store.putAssertionKey(assertionKey('old', start), null, start)
    const former = { id: 'old', expiresAt: start + day }
    const ids = times(100, (i) => `k${i}`)
    const put = await Promise.all(
      ids.map((id) => store.putAssertionKey(assertionKey(id, start + 1), former, start + 1)),
    )
    assert.is(put.filter(Boolean).length, 1)
    const winner = assertionKey(ids[put.indexOf(true)] ?? '', start + 1)
    const old = assertionKey('old', start, start + day)
    const reopened = await reopen()
    assert.equal(await reopened.listAssertionKeys(start + day - 1), [winner, old])
    assert.equal(await reopened.listAssertionKeys(start + day), [winner])
  })

  test('an assertion key takes the place of none but the one that signs', async ({ store }) => {
    const put = (id: string, former: string | null, at: number) =>
      store.putAssertionKey(
        assertionKey(id, at),
        former === null ? null : { id: former, expiresAt: at + day },
        at,
      )
    assert.is(await put('b', 'a', start), false, 'nobody signs yet')
    assert.is(await put('a', null, start), true)
    assert.is(await put('b', null, start), false, 'somebody signs')
    assert.is(await put('b', 'a', start + 1), true)
    assert.is(await put('c', 'a', start + 2), false, 'another one signs')
    assert.is(await put('c', 'b', start + 2), true)
    const ids = (await store.listAssertionKeys(start + 2)).map(({ id }) => id)
    assert.equal(ids, ['c', 'b', 'a'])
  })

  test('a new master key takes the place of the one in use, and of no other', async ({ store, reopen }) => {
    await fill(store)
    assert.equal(await store.firstMasterKey(one), { keyId: one, formerKeyId: null, carried: null })
    const expected = next(two, one)
    const tries = await Promise.all([
      store.changeMasterKey(expected),
      store.changeMasterKey(next(three, one)),
    ])
    assert.is(tries.filter((result) => result === 'changed').length, 1, tries.join())
    const inUse = await store.readMasterKey()
    assert.equal(inUse, inUse?.keyId === two ? expected : next(three, one))
    assert.equal(await (await reopen()).firstMasterKey(one), inUse, 'and no first one is named again')
  })

  test('no further key comes before everything is sealed with the last one', async ({ store }) => {
    await fill(store)
    assert.is(await store.changeMasterKey(next(two, one)), 'changed')
    assert.is(await store.changeMasterKey(next(three, two)), 'other-key')
    await store.renewSeals(createKeyring(second).renewal)
    assert.equal(await store.readMasterKey(), { ...next(two, one), formerKeyId: null })
    assert.is(await store.changeMasterKey(next(three, two)), 'changed')
  })

  test('everything is sealed anew, for good, and nothing else changes', async ({ store, reopen }) => {
    await fill(store)
    const before = await store.readEnrolment(alice)
    const keyring = createKeyring(first)
    keyring.hold(second)
    await store.changeMasterKey(next(two, one))
    keyring.use(two, null)
    assert.equal(await sealsOf(store), [one, one, one])
    await store.renewSeals(keyring.renewal)
    await store.renewSeals(keyring.renewal)
    const reopened = await reopen()
    assert.equal(await sealsOf(reopened), [two, two, two])
    const after = await reopened.readEnrolment(alice)
    const [a] = after?.authenticators ?? []
    const opened = createSealing(second).unseal(a?.sealedTotpSecret ?? '', {
      userKey: alice,
      authenticatorId: 'a',
    })
    assert.equal(Buffer.from(opened), secret)
    const unsealed = (enrolment: typeof after) =>
      JSON.stringify(enrolment, (name, value) => (name === 'sealedTotpSecret' ? 'sealed' : value))
    assert.is(unsealed(after), unsealed(before))
    assert.is((await reopened.readEnrolment(bob))?.requirement, 'required')
  })

  test('a recovery code that is used up meanwhile stays used up', async ({ store }) => {
    await fill(store)
    const keyring = createKeyring(first)
    keyring.hold(second)
    await store.changeMasterKey(next(two, one))
    keyring.use(two, null)
    const [, consumed] = await Promise.all([
      store.renewSeals(keyring.renewal),
      store.consumeRecoveryCode(alice, 'hash 1'),
      store.renewSeals(keyring.renewal),
    ])
    assert.is(consumed, true)
    assert.equal((await store.readEnrolment(alice))?.recoveryCodeHashes, ['hash 2'])
    assert.equal(await sealsOf(store), [two, two, two])
    assert.is(await store.consumeRecoveryCode(alice, 'hash 1'), false)
  })

  test('what no key opens stays as it is, and holds nothing up', async ({ store }) => {
    await fill(store)
    await store.changeMasterKey(next(two, one))
    await store.renewSeals(createKeyring(third).renewal)
    assert.equal(await sealsOf(store), [one, one, one])
    assert.is((await store.readMasterKey())?.formerKeyId, null)
  })
}
