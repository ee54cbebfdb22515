import * as assert from 'uvu/assert'
import { accountThrottle } from '../../../server/login/throttle.ts'
import type { Enrolment, TotpAuthenticator } from '../../../server/state/contract/state-store.ts'
import {
  alice,
  authenticator,
  bob,
  claim,
  crowd,
  day,
  enrol,
  enrolmentOf,
  hardware,
  hour,
  minute,
  nothingEnrolled,
  start,
  times,
  wins,
} from './samples.ts'
import type { StateSuite } from './state-store-contract.ts'

function pendingOf(id: string): Enrolment {
  return { ...nothingEnrolled, pending: { authenticator: authenticator(id), expiresAt: start + hour } }
}

function withDevices(...authenticators: TotpAuthenticator[]): Enrolment {
  return { ...nothingEnrolled, authenticators }
}

function deviceOf(id: string, secretPrint: string): Enrolment {
  return withDevices(hardware(id, secretPrint))
}

/** Enrolments, their devices and recovery codes, and since when one is required. */
export function testEnrolmentOperations(test: StateSuite): void {
  test('a requirement counts from its earliest mark since it was cleared', async ({ store, reopen }) => {
    assert.is(await store.readRequiredSince(alice), null)
    assert.is(await store.markRequired(alice, start + minute), start + minute)
    assert.is(await store.markRequired(alice, start + hour), start + minute)
    assert.is(await store.markRequired(alice, start), start)
    const reopened = await reopen()
    assert.is(await reopened.readRequiredSince(alice), start)
    await reopened.clearRequired(alice)
    await reopened.clearRequired(bob)
    assert.is(await reopened.readRequiredSince(alice), null)
    assert.is(await (await reopen()).readRequiredSince(alice), null)
  })

  test('steps stay spent when their authenticator goes, for the user who has its TOTP secret next', async (context) => {
    const { store, reopen } = context
    await enrol(store, alice, 'a', 'b')
    await store.claimTimeStep(claim('a', 5), start)
    await store.changeEnrolment(alice, () => enrolmentOf('b'))
    await store.changeEnrolment(alice, () => enrolmentOf('a', 'b'))
    assert.is(await store.claimTimeStep(claim('a', 5), start), 'used')
    await store.changeEnrolment(alice, () => null)
    const reopened = await reopen()
    await enrol(reopened, bob, 'a')
    assert.is(await reopened.claimTimeStep(claim('a', 5), start), 'used', 'after a restart')
    assert.is(await reopened.claimTimeStep(claim('a', 6), start), 'won', 'a code that was never used')
    assert.is(await reopened.claimTimeStep(claim('b', 5), start), 'won')
  })

  test('users who share a TOTP secret use their own steps, and who gets it next starts where they ended', async (context) => {
    const { store, reopen } = context
    const sharing = (user: string) =>
      withDevices({ ...authenticator(user), claimKey: `print.SHA1.30.${user}` })
    await store.changeEnrolment(alice, () => sharing('a'))
    await store.changeEnrolment(bob, () => sharing('b'))
    assert.is(await store.claimTimeStep(claim('print.SHA1.30.a', 5), start), 'won')
    assert.is(await store.claimTimeStep(claim('print.SHA1.30.b', 5), start), 'won')
    assert.is(await store.claimTimeStep(claim('print.SHA1.30.b', 5), start), 'used')
    assert.is(await store.claimTimeStep(claim('print.SHA1.30.a', 7), start), 'won')
    await store.changeEnrolment(alice, () => null)
    const reopened = await reopen()
    await reopened.changeEnrolment('local:3', () => sharing('c'))
    await reopened.changeEnrolment('local:4', () =>
      withDevices({ ...authenticator('d'), claimKey: 'print.SHA1.60.d' }),
    )
    assert.is(
      await reopened.claimTimeStep(claim('print.SHA1.30.c', 7), start),
      'used',
      'by alice, who had it before',
    )
    assert.is(await reopened.claimTimeStep(claim('print.SHA1.30.c', 8), start), 'won')
    assert.is(await reopened.claimTimeStep(claim('print.SHA1.30.b', 6), start), 'won', 'who has it still')
    assert.is(
      await reopened.claimTimeStep(claim('print.SHA1.60.d', 5), start),
      'won',
      'whose steps are others',
    )
    await reopened.changeEnrolment('local:3', () => null)
    await reopened.changeEnrolment(alice, () => sharing('a'))
    assert.is(await reopened.claimTimeStep(claim('print.SHA1.30.a', 8), start), 'used', 'by who had it since')
    assert.is(await reopened.claimTimeStep(claim('print.SHA1.30.a', 9), start), 'won')
  })

  test('an authenticator that gets a claim key keeps its steps, as its own clock counts them', async (context) => {
    const { store, reopen } = context
    const old = { ...hardware('a', 'print'), stepOffset: 3 }
    const withKey = { ...old, claimKey: 'key' }
    await store.changeEnrolment(alice, () => withDevices(old))
    await store.claimTimeStep(claim('a', 5), start)
    await store.changeEnrolment(alice, () => withDevices(withKey))
    const reopened = await reopen()
    assert.equal(await reopened.readLastSteps(['key', 'none']), [8, null])
    assert.is(await reopened.claimTimeStep(claim('key', 8), start), 'used')
    assert.is(await reopened.claimTimeStep(claim('key', 9), start), 'won')
  })

  test('an enrolment is what was put there, and null where nothing is', async ({ store, reopen }) => {
    assert.is(await store.readEnrolment(alice), null)
    const seen: (Enrolment | null)[] = []
    await store.changeEnrolment(alice, (current) => {
      seen.push(current)
      return enrolmentOf('a')
    })
    assert.equal(seen[0], null)
    assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))
    const reopened = await reopen()
    assert.equal(await reopened.readEnrolment(alice), enrolmentOf('a'))
    await reopened.changeEnrolment(alice, () => null)
    assert.is(await reopened.readEnrolment(alice), null)
    assert.is(await (await reopen()).readEnrolment(alice), null)
  })

  test('of a thousand changes at once, none is lost', async ({ store, reopen }) => {
    await Promise.all(
      times(crowd, (i) =>
        store.changeEnrolment(alice, (current) => ({
          ...nothingEnrolled,
          authenticators: [...(current?.authenticators ?? []), authenticator(`a${i}`)],
        })),
      ),
    )
    assert.is((await (await reopen()).readEnrolment(alice))?.authenticators.length, crowd)
  })

  test('a change that throws changes nothing, and throws what it threw', async ({ store }) => {
    await enrol(store, alice, 'a')
    const refusal = new Error('not today')
    const change = store.changeEnrolment(alice, () => {
      throw refusal
    })
    assert.is(await change.catch((error) => error), refusal)
    assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))
  })

  test('many enrolments are put at once, beside those that are there', async ({ store, reopen }) => {
    await store.changeEnrolment(bob, () => enrolmentOf('b'))
    const keys = times(100, (i) => `hr:${i}`)
    const change = await store.changeEnrolments(keys, (userKey) => enrolmentOf(`h${userKey.slice(3)}`))
    assert.is(change, 'changed')
    const listed = new Map<string, Enrolment>()
    for await (const [userKey, enrolment] of (await reopen()).listEnrolments()) listed.set(userKey, enrolment)
    assert.is(listed.size, 101)
    assert.equal(listed.get(bob), enrolmentOf('b'))
    assert.equal(listed.get('hr:42'), enrolmentOf('h42'))
  })

  test('a survey names the stores with enrolments, what lacks a claim key, and a seal of each master key', async (context) => {
    const { store } = context
    const nothing = await store.surveyEnrolments()
    assert.equal([nothing.stores, nothing.withoutClaimKey, nothing.seals], [new Set(), [], []])
    const sealedBy = (id: string, keyId: string) => ({
      ...authenticator(id),
      claimKey: `key of ${id}`,
      sealedTotpSecret: `v1.${keyId}.nonce.${id}`,
    })
    await store.changeEnrolments(
      times(100, (i) => `hr:${i}`),
      (userKey) => withDevices(sealedBy(userKey, 'one')),
    )
    await store.changeEnrolment('crm:1', () => withDevices(sealedBy('c1', 'one'), sealedBy('c2', 'two')))
    await store.changeEnrolment('crm:2', () => withDevices(sealedBy('c3', 'one'), authenticator('old')))
    await store.changeEnrolment('crm:3', () => pendingOf('offered'))
    await store.changeEnrolment('lab:1', () => ({ ...nothingEnrolled, requirement: 'off' }))
    await store.changeEnrolment('gone:1', () => ({ ...nothingEnrolled, recoveryCodeHashes: ['hash'] }))
    await store.consumeRecoveryCode('gone:1', 'hash')

    const { stores, withoutClaimKey, seals } = await (await context.reopen()).surveyEnrolments()
    assert.equal([...stores].sort(), ['crm', 'hr', 'lab'])
    assert.equal([...withoutClaimKey].sort(), ['crm:2', 'crm:3'])
    const { sealedTotpSecret: two } = sealedBy('c2', 'two')
    assert.equal(
      seals.filter((each) => each.sealedTotpSecret === two),
      [{ userKey: 'crm:1', id: 'c2', sealedTotpSecret: two }],
    )
    const keyOf = ({ sealedTotpSecret }: { sealedTotpSecret: string }) => sealedTotpSecret.split('.')[1] ?? ''
    assert.equal([...new Set(seals.map(keyOf))].sort(), ['', 'one', 'two'])
  })

  test('of a thousand uses of one recovery code, one wins, ever', async ({ store, reopen }) => {
    await enrol(store, alice, 'a')
    const uses = await Promise.all(times(crowd, () => store.consumeRecoveryCode(alice, 'hash-1')))
    assert.is(uses.filter(Boolean).length, 1)
    const reopened = await reopen()
    assert.is(await reopened.consumeRecoveryCode(alice, 'hash-1'), false)
    assert.equal((await reopened.readEnrolment(alice))?.recoveryCodeHashes, ['hash-2'])
    assert.is(await reopened.consumeRecoveryCode(bob, 'hash-2'), false, "another user's code")
    assert.is(await reopened.consumeRecoveryCode(alice, 'hash-2'), true)
  })

  test('of a thousand confirmations of one setup, each is asked what it finds', async ({ store }) => {
    await store.changeEnrolment(alice, () => pendingOf('a'))
    let confirmed = 0
    await Promise.all(
      times(crowd, async () => {
        let found = false
        await store.changeEnrolment(alice, (current) => {
          found = current?.pending != null
          return found ? enrolmentOf('a') : current
        })
        if (found) confirmed++
      }),
    )
    assert.is(confirmed, 1)
    assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))
  })

  test('a recovery code is used up once while its enrolment changes, and never refused', async ({
    store,
  }) => {
    await enrol(store, alice, 'a')
    for (let round = 0; round < 20; round++) {
      const code = `code-${round}`
      await store.changeEnrolment(alice, (current) => current && { ...current, recoveryCodeHashes: [code] })
      const changes = times(5, (i) =>
        store.changeEnrolment(
          alice,
          (current) => current && { ...current, requirement: i % 2 === 0 ? 'off' : null },
        ),
      )
      assert.is(await store.consumeRecoveryCode(alice, code), true)
      await Promise.all(changes)
      assert.is(await store.consumeRecoveryCode(alice, code), false)
      assert.equal((await store.readEnrolment(alice))?.recoveryCodeHashes, [])
    }
  })

  test('a pending setup and a requirement are remembered', async ({ store, reopen }) => {
    const enrolment: Enrolment = { ...pendingOf('a'), requirement: 'required' }
    await store.changeEnrolment(alice, () => enrolment)
    const reopened = await reopen()
    assert.equal(await reopened.readEnrolment(alice), enrolment)
    await reopened.changeEnrolment(alice, (current) => current && { ...current, pending: null })
    assert.equal(await (await reopen()).readEnrolment(alice), { ...nothingEnrolled, requirement: 'required' })
  })

  test('an enrolment with nothing in it is none', async ({ store, reopen }) => {
    await store.changeEnrolment(alice, () => nothingEnrolled)
    assert.is(await store.readEnrolment(alice), null)
    await store.changeEnrolment(alice, () => ({ ...nothingEnrolled, recoveryCodeHashes: ['last'] }))
    assert.is(await store.consumeRecoveryCode(alice, 'last'), true)
    const reopened = await reopen()
    assert.is(await reopened.readEnrolment(alice), null)
    for await (const [userKey] of reopened.listEnrolments()) assert.unreachable(userKey)
  })

  test('a step claimed while its authenticator was pending stays claimed', async ({ store, reopen }) => {
    await store.changeEnrolment(alice, () => pendingOf('a'))
    assert.is(await wins(store, claim('a', 5), start), true)
    const reopened = await reopen()
    assert.is(await wins(reopened, claim('a', 5), start), false, 'after a restart')
    await enrol(reopened, alice, 'a')
    assert.is(await wins(reopened, claim('a', 5), start), false, 'after its confirmation')
    assert.is(await (await reopen()).claimTimeStep(claim('a', 5), start), 'used')
  })

  test('a step claimed for a setup that was replaced stays claimed', async ({ store }) => {
    await store.changeEnrolment(alice, () => pendingOf('a'))
    await wins(store, claim('a', 5), start)
    await store.changeEnrolment(alice, () => pendingOf('b'))
    await store.changeEnrolment(alice, () => pendingOf('a'))
    assert.is(await store.claimTimeStep(claim('a', 5), start), 'used')
    assert.is(await store.claimTimeStep(claim('a', 6), start), 'won')
  })

  test("another user's device keeps its secret, and the refused change changes nothing", async (context) => {
    const { store, reopen } = context
    assert.is(await store.changeEnrolment(alice, () => deviceOf('a', 'print')), 'changed')
    await enrol(store, bob, 'b')
    assert.is(await store.changeEnrolment(bob, () => deviceOf('c', 'print')), 'secret-taken')
    assert.equal(await store.readEnrolment(bob), enrolmentOf('b'))
    assert.is(await store.changeEnrolment(bob, () => deviceOf('c', 'another')), 'changed')
    const again = () => withDevices(hardware('a', 'print'), hardware('a2', 'print'))
    assert.is(await store.changeEnrolment(alice, again), 'changed', "the holder's own")

    const reopened = await reopen()
    assert.is(await reopened.changeEnrolment(bob, () => deviceOf('c', 'print')), 'secret-taken')
    await reopened.changeEnrolment(alice, () => null)
    assert.is(
      await reopened.changeEnrolment(bob, () => deviceOf('c', 'print')),
      'changed',
      'freed by a reset',
    )
  })

  test("the secret of a pending device is no user's yet, and apps may share theirs", async ({ store }) => {
    const expiresAt = start + hour
    const offered = { ...nothingEnrolled, pending: { authenticator: hardware('a', 'print'), expiresAt } }
    await store.changeEnrolment(alice, () => offered)
    assert.is(await store.changeEnrolment(bob, () => deviceOf('b', 'print')), 'changed')
    assert.is(await store.changeEnrolment(alice, () => deviceOf('a', 'print')), 'secret-taken')
    assert.equal(await store.readEnrolment(alice), offered)
    await enrol(store, alice, 'a')
    assert.is(await store.changeEnrolment(bob, () => enrolmentOf('b')), 'changed')
  })

  test('of a hundred users who bind one device at once, one gets it', async ({ store }) => {
    const keys = times(100, (i) => `hr:${i}`)
    const changes = await Promise.all(
      keys.map((userKey) => store.changeEnrolment(userKey, () => deviceOf(userKey, 'print'))),
    )
    assert.is(changes.filter((change) => change === 'changed').length, 1)
    const records = await store.readUsers(keys)
    assert.is(records.filter(({ enrolment }) => enrolment !== null).length, 1)
  })

  test('many devices are bound, or none', async ({ store, reopen }) => {
    await store.changeEnrolment(bob, () => deviceOf('b', 'print-2'))
    const keys = times(3, (i) => `hr:${i}`)
    const bind = (print: (userKey: string) => string) =>
      store.changeEnrolments(keys, (userKey) => deviceOf(userKey, print(userKey)))
    assert.is(await bind((userKey) => `print-${userKey.slice(3)}`), 'secret-taken', 'of a bystander')
    assert.is(await bind(() => 'new'), 'secret-taken', 'of each other')
    assert.ok((await (await reopen()).readUsers(keys)).every(({ enrolment }) => enrolment === null))
  })

  test('a device goes from one user to another in one change', async ({ store }) => {
    const before = new Map([
      [alice, deviceOf('a', 'one')],
      [bob, deviceOf('b', 'two')],
    ])
    await store.changeEnrolments([alice, bob], (userKey) => before.get(userKey) ?? null)
    const swapped = await store.changeEnrolments([alice, bob], (userKey) =>
      userKey === alice ? deviceOf('a', 'two') : deviceOf('b', 'one'),
    )
    assert.is(swapped, 'changed')
    assert.equal(await store.readEnrolment(alice), deviceOf('a', 'two'))
  })

  test('many changes are told what each finds; one that throws changes none', async ({ store }) => {
    await enrol(store, alice, 'a')
    const found: [string, Enrolment | null][] = []
    await store.changeEnrolments([alice, bob], (userKey, current) => {
      found.push([userKey, current])
      return current
    })
    assert.equal(found, [
      [alice, enrolmentOf('a')],
      [bob, null],
    ])
    const refusal = new Error('not today')
    const change = store.changeEnrolments([alice, bob], (userKey) => {
      if (userKey === bob) throw refusal
      return null
    })
    assert.is(await change.catch((error) => error), refusal)
    assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))
  })

  test('users are read in their order, with all that is remembered of them', async ({ store, reopen }) => {
    await enrol(store, alice, 'a')
    await store.recordFailure(alice, 'code', accountThrottle, start, {
      userKey: alice,
      print: null,
      countedIn: null,
    })
    await store.recordFailure(bob, 'password', accountThrottle, start, {
      userKey: bob,
      print: null,
      countedIn: null,
    })
    await store.markRequired(bob, start)
    const once = { count: 1, lastAt: start, forgetAt: start + day }
    const ofAlice = {
      enrolment: enrolmentOf('a'),
      failures: new Map([[alice, { password: null, code: once }]]),
      requiredSince: null,
    }
    const failuresOfBob = new Map([[bob, { password: once, code: null }]])
    const ofBob = { enrolment: null, failures: failuresOfBob, requiredSince: start }
    const unattributedFailure = { enrolment: null, failures: new Map(), requiredSince: null }
    const reopened = await reopen()
    assert.equal(await reopened.readUsers([bob, 'hr:1', alice]), [ofBob, unattributedFailure, ofAlice])
    assert.equal(await reopened.readUsers([]), [])
  })
}
