import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { endsTheProcess, hasDefaultExport, hasTests, impurities, suitesNotRun } from './code.ts'
import type { SourceFile } from './source-files.ts'

const file = (text: string): SourceFile => ({ path: 'server/x.ts', text })

test('a suite that is forgotten or run too early is noticed', () => {
  const head = `import { suite, test } from 'uvu'\nconst other = suite('other')\n`
  const forgotten = (text: string) => suitesNotRun(file(text))
  assert.equal(forgotten(`${head}test('a', f)\nother.run()\ntest.run()`), [])
  assert.equal(forgotten(`${head}test('a', f)\ntest.run()\nother('b', f)\nother.run()`), [])
  assert.equal(forgotten(`${head}test('a', f)\ntest.run()`), ['other'])
  assert.equal(forgotten(`${head}other.run()\ntest.run()\ntest('a', f)`), ['test'])
  assert.equal(forgotten(`${head}other.run()\ntest.run()\nfor (const a of b) { test(a, f) }`), ['test'])
  assert.equal(forgotten(`${head}other.run()\n// test.run()`), ['test'])
  assert.equal(forgotten(`import { test as it } from 'uvu'\nit('it.run()', f)`), ['it'])
  assert.equal(forgotten(`const own = folderSuite('own')\nown('a', f)`), ['own'])
  assert.equal(forgotten(`function contract() { const own = suite('own'); own('a', f) }`), ['own'])
  assert.equal(forgotten(`function contract() { const own = suite('own'); own('a', f); own.run() }`), [])
})

test('a test file without tests is noticed', () => {
  assert.ok(hasTests(file(`import { test } from 'uvu'`)))
  assert.ok(hasTests(file(`import { testStore } from './store-contract.ts'`)))
  assert.not(hasTests(file(`import * as assert from 'uvu/assert'\nassert.ok(1)`)))
})

test('a clock, randomness and the process are noticed however they are spelt', () => {
  assert.equal(impurities(file('const now = Date.now()')), ['Date'])
  assert.equal(impurities(file(`const now = +new Date; const r = Math['random']()`)), ['Date', 'Math.random'])
  assert.equal(impurities(file('const { random } = Math; const { env } = process')), [
    'Math.random',
    'process',
  ])
  assert.equal(impurities(file('// Date.now()\nconst text = "process.exit"; Math.floor(1)')), [])
})

test('an end of the process is noticed however it is spelt', () => {
  assert.ok(endsTheProcess(file('process.exit(1)')))
  assert.ok(endsTheProcess(file(`process['exit']()`)))
  assert.ok(endsTheProcess(file('const { exit } = process')))
  assert.ok(endsTheProcess(file(`import { exit as end } from 'node:process'`)))
  assert.not(endsTheProcess(file('process.exitCode = 1; const text = "process.exit()"')))
})

test('a default export is noticed however it is spelt', () => {
  assert.ok(hasDefaultExport(file('export default 1')))
  assert.ok(hasDefaultExport(file('const a = 1\nexport { a as default }')))
  assert.not(hasDefaultExport(file('export const a = 1 // export default')))
})

test.run()
