import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { faultsOf, oneClient, oneUserStore } from './folder.ts'

const needle = 'Tr0ub4dor'

/** Each broken text holds a secret; none of it may be told. */
const broken: readonly [what: string, yaml: string, faults: readonly string[]][] = [
  ['an empty file', '', ['- : found an empty file, expected a mapping']],
  ['comments alone', '# nothing\n', ['- : found an empty file, expected a mapping']],
  ['a single word', needle, ['- : found 9 characters, expected a mapping']],
  ['a list', `- ${needle}`, ['- : found a list, expected a mapping']],
  [
    'a key twice',
    `radius:\n  clients:\n    - secret: ${needle}\n      secret: ${needle}2\n`,
    ['4 radius.clients[0].secret: found the same key again, expected each key once'],
  ],
  ['a tab', `radius:\n\tclients: ${needle}\n`, ['2 radius: found a tab, expected spaces for indentation']],
  [
    'an open quote',
    `mail: "${needle}\n`,
    ['2 mail: found a missing quote, comma, bracket or colon, expected valid YAML'],
  ],
  [
    'an unknown escape',
    `mail: "\\q${needle}"`,
    ['1 mail: found an unknown \\ escape in double quotes, expected single quotes, or \\\\ for one \\'],
  ],
  [
    'a secret that begins with *',
    `a: { secret: *${needle} }`,
    ['1 a.secret: found an alias (*) of nothing, expected quotes around text that begins with * or &'],
  ],
  [
    'a secret that begins with !',
    `a: { secret: !${needle} }`,
    ['1 a.secret: found a tag (!), expected quotes around text that begins with !'],
  ],
  [
    'a secret that begins with @',
    `a: { secret: @${needle} }`,
    ['1 a.secret: found text that begins with a sign YAML reserves, expected quotes around it'],
  ],
  [
    'two documents',
    `mail: ${needle}\n---\nmail: 2\n`,
    ['2 mail: found a second document (---), expected one document'],
  ],
  [
    'nesting without end',
    '['.repeat(5000),
    ['1 : found nesting that is too deep, expected a plain configuration'],
  ],
]

for (const [what, yaml, faults] of broken) {
  test(`${what} is refused, and quotes nothing of the file`, async () => {
    const found = await faultsOf(yaml)
    assert.equal(found, faults)
    assert.not.match(found.join(), needle)
  })
}

test('aliases that unfold to millions of entries are refused', async () => {
  const levels = Array.from({ length: 10 }, (_, i) =>
    i === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
      : `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
  )
  assert.equal(await faultsOf(levels.join('\n')), [
    '- : found aliases that unfold without end, expected a plain configuration',
  ])
})

test('an alias of what holds it is refused', async () => {
  const faults = await faultsOf(`radius: &r { clients: *r }\n${oneUserStore}`)
  assert.equal(faults, ['1 radius.clients: found a mapping, expected a list'])
})

test('a fault inside an alias is told where its text stands', async () => {
  const yaml = `radius:
  clients:
    - { name: a, address: ::1, secret: sixteen-or-more-random, allow: &all { roles: [boss] } }
    - { name: b, address: ::2, secret: sixteen-or-more-random, allow: *all }
${oneUserStore}`
  assert.equal(await faultsOf(yaml), [
    '3 radius.clients[0].allow.roles[0]: found "boss", expected user | admin | superadmin',
    '3 radius.clients[1].allow.roles[0]: found "boss", expected user | admin | superadmin',
  ])
})

test('a merge key is an unknown key, not a way around', async () => {
  const [fault] = await faultsOf(`x: &x { driftWindow: 2 }\npolicy: { <<: *x }\n${oneClient}`)
  assert.match(fault ?? '', 'the unknown key "x"')
})

test.run()
