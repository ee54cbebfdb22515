import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sourceFile, sourceFiles } from '../house/source-files.ts'

const page = sourceFile('docs/troubleshooting.md').text
const program = ['server', 'adapters', 'widgets/locales'].flatMap(sourceFiles).map(({ text }) => text)
// A text that is split over lines is one again.
const sources = program.join('\n').replace(/['`] \+\s*['`]/g, '')

const firstColumn = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, text = '']) => text)

test('every message and reason of docs/troubleshooting.md is one of the program', () => {
  assert.equal(
    firstColumn.filter((text) => !isOfProgram(text)),
    [],
  )
  assert.ok(firstColumn.length > 40)
})

test('every reason for which a login is refused or not judged is listed', () => {
  const unions = ['RejectReason', 'CodeRefusal', 'UnavailableReason'].map((name) => unionOf(name))
  const missing = unions.flat().filter((reason) => !firstColumn.includes(reason))
  assert.equal(missing, [])
  assert.ok(unions.every(({ length }) => length > 3))
})

test('a message that is worded otherwise is told', () => {
  assert.ok(isOfProgram('This login has expired. Please log in again.'))
  assert.not.ok(isOfProgram('This login has ended. Please log in again.'))
  assert.not.ok(isOfProgram('code-stale'))
})

/** The words of `type NAME = 'one' | 'two'` in the sources. */
function unionOf(name: string): string[] {
  const [, union = ''] = new RegExp(`type ${name} =((?:\\s*\\|?\\s*'[a-z-]+')+)`).exec(sources) ?? []
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, word = '']) => word)
}

/** `...` stands for what differs; a reason is a whole string. */
function isOfProgram(text: string): boolean {
  if (/^[a-z-]+$/.test(text)) return sources.includes(`'${text}'`)
  return text.split('...').every((part) => sources.includes(part.trim()))
}

test.run()
