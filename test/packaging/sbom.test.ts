import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { completed, faultsOf, licenseCounts, type Sbom, type SbomComponent } from '../../packaging/sbom.ts'

const good: SbomComponent = {
  name: 'lit',
  version: '3.3.3',
  hashes: [{ alg: 'SHA-512', content: 'ab'.repeat(64) }],
  licenses: [{ license: { id: 'BSD-3-Clause' } }],
}
const sbomOf = (...components: SbomComponent[]): Sbom => ({ bomFormat: 'CycloneDX', components })
const faultsIn = (change: Partial<SbomComponent>) => faultsOf(sbomOf({ ...good, ...change }))

test('a package with a hash and a licence of the list may be shipped', () => {
  assert.equal(faultsOf(sbomOf(good)), [])
  assert.is(licenseCounts(sbomOf(good, good)), '2 BSD-3-Clause')
})

test('a package without a licence, or under another one, may not', () => {
  assert.equal(faultsIn({ licenses: [] }), ['lit@3.3.3 names no licence'])
  assert.equal(faultsIn({ licenses: [{ license: {} }] }), ['lit@3.3.3 names no licence'])
  for (const license of ['GPL-3.0-only', 'SEE LICENSE IN LICENSE.md', 'mit']) {
    assert.equal(faultsIn({ licenses: [{ license: { id: license } }] }), [
      `lit@3.3.3 is under ${license}, which is not on the list`,
    ])
  }
  assert.is(faultsIn({ licenses: [{ expression: 'MIT OR GPL-2.0-only' }] }).length, 1)
  assert.is(
    faultsIn({ licenses: [{ license: { id: 'MIT' } }, { license: { id: 'AGPL-3.0-only' } }] }).length,
    1,
  )
})

test('a package that nothing pins may not', () => {
  for (const hashes of [
    [],
    [{ alg: 'SHA-1', content: 'ab'.repeat(20) }],
    [{ alg: 'SHA-512', content: 'ab' }],
  ]) {
    assert.equal(faultsIn({ hashes }), ['lit@3.3.3 has no SHA-512 to check it by'])
  }
})

test('an empty list, and another format, prove nothing', () => {
  assert.is(faultsOf(sbomOf()).length, 1)
  assert.is(faultsOf({ ...sbomOf(good), bomFormat: 'SPDX' }).length, 1)
})

test('a licence that was read by hand counts for its version alone, and never in place of one that is named', () => {
  const radius = { ...good, name: 'radius', version: '1.1.4', licenses: [] }
  assert.equal(faultsOf(completed(sbomOf(radius), 'ringlock')), [])
  assert.is(faultsOf(completed(sbomOf({ ...radius, version: '1.1.5' }), 'ringlock')).length, 1)
  const named = { ...radius, licenses: [{ license: { id: 'GPL-3.0-only' } }] }
  assert.is(faultsOf(completed(sbomOf(named), 'ringlock')).length, 1)
  const inFolder = { ...sbomOf(radius), metadata: { component: { name: 'checkout' } } }
  assert.is(completed(inFolder, 'ringlock').metadata?.component?.name, 'ringlock')
})

test.run()
