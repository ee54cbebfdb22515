import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openBranding } from '../../../server/branding/branding.ts'
import { checkConfig } from '../../../server/compose/check-config.ts'
import { loaded, oneUserStore, refusal, withFolder } from '../config/folder.ts'

const svg = '<?xml version="1.0"?>\n<!-- a logo -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
const png = Buffer.from('89504e470d0a1a0a00', 'hex')

const yaml = `
issuer: Phones
branding: { name: ACME Phones, accent: "#AA0000", support: "Help: 100" }
http:
  portals:
    - { name: shop, key: a-long-random-portal-key, branding: { name: Shop, logo: logo.png } }
policy:
  tenants:
    A.Example: { secondFactor: required, branding: { name: A Phones, support: "Help: 200", logo: logo.svg } }
    b.example: { secondFactor: off }
${oneUserStore}
`

test('a tenant’s values stand in place of a portal’s, and those in place of the general ones', () =>
  withFolder(async (folder, load) => {
    await writeFile(join(folder, 'logo.png'), png)
    await writeFile(join(folder, 'logo.svg'), svg)
    const config = await load(yaml)
    assert.equal(await checkConfig(config), [])
    const branding = await openBranding(config.branding)
    const shown = (viewer: Parameters<typeof branding.of>[0]) => {
      const { name, logo, accent, support } = branding.of(viewer)
      return [name, logo?.type ?? null, accent.wanted, support]
    }
    assert.equal(shown({}), ['ACME Phones', null, '#aa0000', 'Help: 100'])
    assert.equal(shown({ portal: 'shop' }), ['Shop', 'image/png', '#aa0000', 'Help: 100'])
    assert.equal(shown({ tenant: 'A.example', portal: 'shop' }), [
      'A Phones',
      'image/svg+xml',
      '#aa0000',
      'Help: 200',
    ])
    for (const other of ['b.example', 'unknown', '__proto__', 'constructor']) {
      assert.equal(shown({ tenant: other, portal: other }), shown({}), other)
    }
    assert.equal(
      [undefined, 'a.example', 'b.example'].map((tenant) => branding.issuerFor(tenant)),
      ['Phones', 'A Phones', 'Phones'],
    )
    const logo = branding.of({ portal: 'shop' }).logo
    assert.match(logo?.path ?? '', /^branding\/[0-9a-f]{16}\.png$/)
    assert.is(branding.logoAt(logo?.path ?? ''), logo)
    assert.is(branding.logoAt('branding/0000000000000000.png'), null)
    assert.not.ok('branding' in (config.policy.tenants['a.example'] ?? {}), 'a policy has no looks')
  }))

test('the configuration of docs/branding.md is accepted as it stands', () =>
  withFolder(async (folder, load) => {
    const text = await readFile(new URL('../../../docs/branding.md', import.meta.url), 'utf8')
    const [, yaml] = /```yaml\n(.*?)```/s.exec(text) ?? []
    for (const name of ['logo.png', 'a.svg'])
      await writeFile(join(folder, name), name === 'a.svg' ? svg : png)
    await writeFile(join(folder, 'reseller.key'), 'a-long-random-portal-key', { mode: 0o600 })
    const config = await load(`${yaml}${oneUserStore}`)
    assert.equal(await checkConfig(config), [])
    const branding = await openBranding(config.branding)
    assert.is(branding.of({ tenant: 'a.example' }).accent.wanted, '#0b6e69')
  }))

test('without any of it, everything is called Ringlock', async () => {
  const branding = await openBranding((await loaded(`http: {}\n${oneUserStore}`)).branding)
  const { name, logo, accent, support } = branding.of({ tenant: 'a', portal: 'b' })
  assert.equal([name, logo, accent.wanted, support], ['Ringlock', null, '#3451c6', null])
  assert.is(branding.issuerFor('a'), 'Ringlock')
})

for (const [why, bytes, found] of [
  ['is missing', null, 'no such file'],
  ['is too large', Buffer.concat([png, Buffer.alloc(100_000)]), '100009 bytes'],
  ['is a page', '<html><svg></svg></html>', 'a file of another kind'],
  ['is a JPEG named PNG', Buffer.from('ffd8ffe000104a464946', 'hex'), 'a file of another kind'],
  ['is empty', '', 'a file of another kind'],
] as const) {
  test(`a logo that ${why} is a fault with its line`, () =>
    withFolder(async (folder, load) => {
      if (bytes !== null) await writeFile(join(folder, 'logo.png'), bytes)
      const config = await load(`branding:\n  logo: logo.png\nhttp: {}\n${oneUserStore}`)
      const faults = await checkConfig(config)
      assert.equal(
        faults.map(({ line, path, found }) => [line, path, found]),
        [[2, 'branding.logo', found]],
      )
    }))
}

test('names with a colon, colours by name and keys that are unknown are faults', async () => {
  const { faults } = await refusal(
    loaded(
      `issuer: "A: B"\nbranding: { name: "", accent: red, colour: "#fff", support: "" }\nhttp: {}\n${oneUserStore}`,
    ),
  )
  assert.equal(faults.map(({ path }) => path).toSorted(), [
    'branding.accent',
    'branding.colour',
    'branding.name',
    'branding.support',
    'issuer',
  ])
})

test.run()
