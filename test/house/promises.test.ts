import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hasTestNamed, namedTests, requirementIds } from './promises.ts'
import { sourceFile, sourceFiles } from './source-files.ts'

const security = sourceFile('SECURITY.md').text
const requirements = sourceFile('docs/requirements.md').text
const rowsOf = (text: string) => text.split('\n').filter((line) => /^\| (?!---)/.test(line))
const tests = new Map(sourceFiles('test').map(({ path, text }) => [path, text]))

test('each promise and each requirement names a test that is there', () => {
  const named = namedTests(security + requirements)
  const missing = named.filter(({ file, name }) => !hasTestNamed(tests.get(file) ?? '', name))
  assert.equal(missing, [])
  assert.ok(named.length > 100, `${named.length} tests`)
})

test('each row of these tables names one', () => {
  const [, promises = ''] = security.split('| promise | test |')
  const rows = [...rowsOf(promises), ...rowsOf(requirements).filter((row) => !row.startsWith('| id '))]
  assert.equal(
    rows.filter((row) => namedTests(row).length === 0),
    [],
  )
  assert.ok(rows.length > 80)
})

test('each id of a requirement that code or a test refers to is there, once', () => {
  const ids = rowsOf(requirements).flatMap((row) => /^\| ([RS]\d+) /.exec(row)?.[1] ?? [])
  assert.equal(ids, [...new Set(ids)])
  const files = ['server', 'adapters', 'widgets', 'test'].flatMap(sourceFiles)
  const referred = files
    .filter(({ path }) => !path.startsWith('test/house/'))
    .flatMap(({ path, text }) => requirementIds(text).map((id) => ({ path, id })))
  assert.equal(
    referred.filter(({ id }) => !ids.includes(id)),
    [],
  )
  assert.ok(referred.length > 80, `${referred.length} references`)
})

test('an id is read from the names of tests and from comments that name the document', () => {
  assert.equal(requirementIds("test('R3, R4: x', f)\nexample(\n  'S2, not: y',"), ['R3', 'R4', 'S2'])
  assert.equal(requirementIds('// A reason (docs/requirements.md, S5).'), ['S5'])
  assert.equal(requirementIds("test('R3 is not one', f) // S5"), [])
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
