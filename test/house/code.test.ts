import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { endsTheProcess, hasDefaultExport, impurities, suitesNotRun } from './code.ts'
import type { SourceFile } from './source-files.ts'

const file = (text: string): SourceFile => ({ path: 'server/x.ts', text })

test('a suite that is forgotten, run too early or not there at all is noticed', () => {
  const head = `import { suite, test } from 'uvu'\nconst other = suite('other')\n`
  assert.equal(suitesNotRun(file(`${head}test('a', f)\nother.run()\ntest.run()`)), [])
  assert.equal(suitesNotRun(file(`${head}test('a', f)\ntest.run()`)), ['other'])
  assert.equal(suitesNotRun(file(`${head}other.run()\ntest.run()\ntest('a', f)`)), ['other'])
  assert.equal(suitesNotRun(file(`${head}other.run()\n// test.run()`)), ['test'])
  assert.equal(suitesNotRun(file(`import { test } from 'uvu'\ntest('test.run()', f)`)), ['test'])
  assert.equal(suitesNotRun(file(`const own = folderSuite('own')\nown('a', f)`)), ['own'])
  assert.equal(suitesNotRun(file('const a = 1')), ['a suite'])
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
