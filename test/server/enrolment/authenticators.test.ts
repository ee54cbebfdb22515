import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  bind,
  bindWithCodes,
  confirmOffer,
  deleteRecoveryCodes,
  offer,
  pendingOffer,
  remove,
  removeAll,
  replaceRecoveryCodes,
  type Step,
  setRequirement,
  switchOnOff,
} from '../../../server/enrolment/authenticators.ts'
import { versionOf } from '../../../server/enrolment/version.ts'
import type { Enrolment, TotpAuthenticator } from '../../../server/state/contract/state-store.ts'
import { authenticator, minute, start } from '../state/samples.ts'

const hashes = ['new-1', 'new-2']
const device = (id: string, secretPrint: string): TotpAuthenticator => ({
  ...authenticator(id),
  kind: 'hardware',
  secretPrint,
})
const pending = (each: TotpAuthenticator) => ({ authenticator: each, expiresAt: start + minute })
const now = start

/** What every enrolment is from `null` on, whatever is done to it; a refused step leaves it as it is. */
function after(...steps: Step<string>[]): Enrolment | null {
  return steps.reduce<Enrolment | null>((current, step) => {
    const next = step(current)
    return typeof next === 'string' ? current : next
  }, null)
}

test('an offer is confirmed once, before it runs out, and with the offset that was found', () => {
  const offered = after(offer(pending(authenticator('a'))))
  const confirm = (id: string, at: number) => confirmOffer({ id, stepOffset: -3, now: at }, hashes)
  assert.is(confirm('b', now)(offered), 'expired')
  assert.is(confirm('a', start + minute)(offered), 'expired')
  assert.is(confirm('a', now)(null), 'expired')
  const confirmed = confirm('a', start + minute - 1)(offered)
  const bound = { ...authenticator('a'), stepOffset: -3, enrolledAt: start + minute - 1 }
  assert.equal(confirmed, {
    authenticators: [bound],
    recoveryCodeHashes: hashes,
    pending: null,
    requirement: null,
  })
  assert.is(confirm('a', now)(confirmed as Enrolment), 'expired')
})

test('a later offer takes the place of an earlier one', () => {
  const offered = after(offer(pending(authenticator('a'))), offer(pending(authenticator('b'))))
  assert.is(pendingOffer(offered, 'a', now), null)
  assert.equal(pendingOffer(offered, 'b', now), authenticator('b'))
})

test('recovery codes come with the first authenticator, and again only for a user who has none', () => {
  const first = after(bindWithCodes(authenticator('a'), ['1']))
  const second = bindWithCodes(authenticator('b'), ['2'])
  assert.equal((second(first) as Enrolment).recoveryCodeHashes, ['1'])
  const without = deleteRecoveryCodes(first) as Enrolment
  assert.equal((second(without) as Enrolment).recoveryCodeHashes, ['2'])
})

test('a device that the user has is refused at the offer, at the confirmation and when it is assigned', () => {
  const one = after(bind(device('a', 'print')))
  assert.is(offer(pending(device('b', 'print')))(one), 'device-taken')
  assert.is(bind(device('b', 'print'))(one), 'device-taken')
  const meanwhile = after(offer(pending(device('b', 'print'))), bind(device('a', 'print')))
  assert.is(confirmOffer({ id: 'b', stepOffset: 0, now }, hashes)(meanwhile), 'device-taken')
  assert.type(bind(device('b', 'other'))(one), 'object')
})

test('switching one off leaves the other; all of nothing is a conflict', () => {
  const two = after(bind(authenticator('a')), bind(authenticator('b')))
  const off = switchOnOff('a', false)(two) as Enrolment
  assert.equal(
    off.authenticators.map(({ enabled }) => enabled),
    [false, true],
  )
  assert.is(switchOnOff('a', false)(off), off, 'nothing to change')
  const allOff = switchOnOff(null, false)(off) as Enrolment
  assert.equal(
    allOff.authenticators.map(({ enabled }) => enabled),
    [false, false],
  )
  assert.is(switchOnOff('c', true)(two), 'not-found')
  assert.is(switchOnOff(null, true)(null), 'conflict')
  assert.is(switchOnOff(null, true)(after(offer(pending(authenticator('a'))))), 'conflict')
})

test('with the last authenticator go the recovery codes, and not before', () => {
  const two = after(bindWithCodes(authenticator('a'), hashes), bind(authenticator('b')))
  const one = remove('a')(two) as Enrolment
  assert.equal(one.recoveryCodeHashes, hashes)
  assert.equal((remove('b')(one) as Enrolment).recoveryCodeHashes, [])
  assert.is(remove('a')(one), 'not-found')
  assert.is(remove('a')(null), 'not-found')
})

test('a reset leaves what is required; without anything to delete it finds nothing', () => {
  const everything = after(
    setRequirement('required'),
    bindWithCodes(authenticator('a'), hashes),
    offer(pending(authenticator('b'))),
  )
  const reset = { authenticators: [], recoveryCodeHashes: [], pending: null, requirement: 'required' }
  assert.equal(removeAll(everything), reset)
  assert.is(removeAll(reset as unknown as Enrolment), 'not-found')
  assert.is(removeAll(null), 'not-found')
})

const ids = fc.constantFrom('a', 'b', 'c')
const anyStep: fc.Arbitrary<readonly [name: string, step: Step<string>]> = fc.oneof(
  ids.map((id) => ['offer', offer(pending(authenticator(id)))] as const),
  ids.map((id) => ['offer', offer(pending(device(id, `print-${id}`)))] as const),
  ids.map((id) => ['confirm', confirmOffer({ id, stepOffset: 0, now }, hashes)] as const),
  ids.map((id) => ['remove', remove(id)] as const),
  fc.boolean().map((enabled) => ['switch', switchOnOff(null, enabled)] as const),
  fc.constant(['reset', removeAll] as const),
  fc.constant(['codes', replaceRecoveryCodes(['x'])] as const),
  fc.constantFrom('required' as const, null).map((each) => ['require', setRequirement(each)] as const),
)

test('whatever is done in whatever order: no one has recovery codes and no authenticator', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
      const enrolment = after(...steps.map(([, step]) => step))
      if (enrolment === null || enrolment.authenticators.length > 0) return
      assert.equal(enrolment.recoveryCodeHashes, [])
    }),
  )
})

test('whatever is done: an offer changes nothing that counts, and only a requirement sets one', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 30 }), ids, (steps, id) => {
      const before = after(...steps.map(([, step]) => step))
      const offered = offer(pending(authenticator(id)))(before) as Enrolment
      assert.is(versionOf(offered), versionOf(before))
      assert.equal(offered.authenticators, before?.authenticators ?? [])
      const others = steps.filter(([name]) => name !== 'require').map(([, step]) => step)
      assert.is(after(...others)?.requirement ?? null, null)
    }),
  )
})

test.run()
