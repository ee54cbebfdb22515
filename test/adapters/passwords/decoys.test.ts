import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { unknownUserHash } from '../../../adapters/passwords/argon2.ts'
import { createDecoys } from '../../../adapters/passwords/decoys.ts'

const sha = (n: number) => `{SHA}${Buffer.alloc(20, n).toString('base64')}`
const bcrypt = (cost: string) => `$2y$${cost}$${'a'.repeat(53)}`
/** 1,000 users: most have a digest, a tenth bcrypt, one in a hundred bcrypt of twice the rounds. */
const hashes = Array.from({ length: 1000 }, (_, i): [string, string] => {
  if (i % 100 === 50) return [`${i}`, bcrypt('11')]
  return [`${i}`, i % 10 === 0 ? bcrypt('10') : sha(i)]
})
const kindOf = (hash: string) => /^(\{SHA\}|\$2y\$\d\d)/.exec(hash)?.[0] ?? hash

function counted(decoys: ReturnType<typeof createDecoys>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (let i = 0; i < 10_000; i++) {
    const kind = kindOf(decoys.pick(() => i / 10_000).hash)
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

test('each kind is drawn as often as users have it', () => {
  assert.equal(counted(createDecoys(hashes)), { $2y$10: 900, $2y$11: 100, '{SHA}': 9000 })
})

test('a draw picks the same kind each time, in whatever order the users come', () => {
  const [one, other] = [createDecoys(hashes), createDecoys(hashes.toReversed())]
  for (let i = 0; i < 1000; i++) {
    const draw = () => i / 1000
    assert.is(kindOf(one.pick(draw).hash), kindOf(other.pick(draw).hash))
    assert.is(one.pick(draw), one.pick(draw))
  }
})

test('a decoy is the hash of the user whose id it has; without a draw it is of the commonest kind', () => {
  const decoys = createDecoys(hashes)
  const byId = new Map(hashes)
  for (const draw of [0, 0.05, 0.095, 0.5, 1 - 2 ** -32]) {
    const { id, hash } = decoys.pick(() => draw)
    assert.is(byId.get(id), hash)
  }
  assert.match(decoys.pick().hash, /^\{SHA\}/)
})

test('a kind that the sample did not show is drawn once a user who has it was met', () => {
  const decoys = createDecoys(hashes.filter(([, hash]) => hash.startsWith('{SHA}')))
  assert.equal(Object.keys(counted(decoys)), ['{SHA}'])
  decoys.meet('50', bcrypt('11'))
  decoys.meet('150', bcrypt('11'))
  const { $2y$11: rare = 0 } = counted(decoys)
  assert.ok(rare > 5 && rare < 20, `one of 901: ${rare} of 10,000`)
})

test('among none, and among hashes of no known format, it is as costly as one that new users get', () => {
  for (const users of [[], [['1', '{Msad2}'] as const]]) {
    const decoys = createDecoys(users)
    assert.equal([decoys.pick().hash, decoys.pick(() => 0.5).hash], [unknownUserHash, unknownUserHash])
    decoys.meet('1', '{Msad2}')
    assert.is(decoys.pick(() => 0).hash, unknownUserHash)
  }
})

test.run()
