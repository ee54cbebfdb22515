import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hasTestNamed, namedTests } from './promises.ts'
import { sourceFile, sourceFiles } from './source-files.ts'

const security = sourceFile('SECURITY.md').text
const tests = new Map(sourceFiles('test').map(({ path, text }) => [path, text]))

test('each promise of SECURITY.md names a test that is there', () => {
  const named = namedTests(security)
  const missing = named.filter(({ file, name }) => !hasTestNamed(tests.get(file) ?? '', name))
  assert.equal(missing, [])
  assert.ok(named.length > 25, `${named.length} tests`)
})

test('each row of its table of promises names one', () => {
  const [, promises = ''] = security.split('| promise | test |')
  const rows = promises.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  assert.equal(
    rows.filter((row) => namedTests(row).length === 0),
    [],
  )
  assert.ok(rows.length > 25)
})

test('a test that is not there, or under another name, is noticed', () => {
  assert.equal(namedTests('| a | `test/a.test.ts`: "b c" | `test/d.ts`: "e"'), [
    { file: 'test/a.test.ts', name: 'b c' },
    { file: 'test/d.ts', name: 'e' },
  ])
  assert.ok(hasTestNamed(`test('b c', () => {})`, 'b c'))
  assert.ok(hasTestNamed('peerTest(\n  "b c",', 'b c'))
  assert.ok(hasTestNamed("test('the user\\'s', f)", "the user's"))
  assert.not.ok(hasTestNamed(`test('b c d', () => {})`, 'b c'))
  assert.not.ok(hasTestNamed('', 'b c'))
})

test.run()
