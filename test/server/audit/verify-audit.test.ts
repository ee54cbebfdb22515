import { rm, writeFile } from 'node:fs/promises'
import * as assert from 'uvu/assert'
import { folderSuite } from '../../adapters/folder-suite.ts'
import { current, linesOf, makeRotatedTrail, makeTrail, numbered, verdictOn } from './audit-suite.ts'

const test = folderSuite('verify audit')

/** What a forger makes of the lines, and what is found: the number of the line and the fault. */
type Forgery = readonly [
  name: string,
  forge: (lines: string[]) => readonly string[],
  line: number,
  fault: string,
]

const at = (lines: readonly string[], n: number) => lines[n - 1] as string
/** One of those in which keys and MACs are written, and never the one that is there: they are random. */
const another = (character: string) => (character === '0' ? '1' : '0')
const withMacAltered = (line: string) => line.replace(/(?<=\.)./, another)
const forgeries: readonly Forgery[] = [
  ['a value altered', (lines) => lines.with(2, at(lines, 3).replace('accept', 'reject')), 3, 'altered'],
  ['a number altered', (lines) => lines.with(2, at(lines, 3).replace('"seq":3', '"seq":9')), 3, 'altered'],
  ['a lower number', (lines) => lines.with(2, at(lines, 3).replace('"seq":3', '"seq":1')), 3, 'altered'],
  ['a hash altered', (lines) => lines.with(2, at(lines, 3).replace(/.."}$/, '""}')), 3, 'altered'],
  ['a MAC altered', (lines) => lines.with(2, withMacAltered(at(lines, 3))), 3, 'altered'],
  ['a key altered', (lines) => lines.with(2, at(lines, 3).replace(/(?<="mac":")./, another)), 3, 'foreign'],
  ['the first MAC altered', (lines) => lines.with(0, withMacAltered(at(lines, 1))), 1, 'altered'],
  ['no JSON', (lines) => lines.with(2, 'x'), 3, 'altered'],
  ['an empty line', (lines) => lines.toSpliced(2, 0, ''), 3, 'altered'],
  ['a line removed', (lines) => lines.toSpliced(2, 1), 3, 'removed before'],
  ['two lines removed', (lines) => lines.toSpliced(2, 2), 3, 'removed before'],
  ['the first line removed', (lines) => lines.slice(1), 1, 'removed before'],
  ['a line repeated', (lines) => lines.toSpliced(3, 0, at(lines, 3)), 4, 'inserted'],
  ['a line from before inserted', (lines) => lines.toSpliced(4, 0, at(lines, 2)), 5, 'inserted'],
  ['two lines swapped', (lines) => lines.with(2, at(lines, 4)).with(3, at(lines, 3)), 3, 'reordered'],
]

for (const [name, forge, line, fault] of forgeries) {
  test(`${name}: ${fault}`, async ({ folder }) => {
    await makeTrail(folder, 6)
    const lines = await linesOf(current(folder))
    const forged = forge(lines)
    assert.not.equal(forged, lines)
    await writeFile(current(folder), forged.map((each) => `${each}\n`).join(''))
    assert.equal(await verdictOn(folder), { file: 'audit.jsonl', line, fault })
    await writeFile(current(folder), lines.map((each) => `${each}\n`).join(''))
    assert.equal(await verdictOn(folder), { files: 1, lines: 6 })
  })
}

test('an empty folder has no audit log, and nothing is wrong with it', async ({ folder }) => {
  assert.equal(await verdictOn(folder), { files: 0, lines: 0 })
})

test('a numbered file that is missing is named', async ({ folder }) => {
  await makeRotatedTrail(folder, 3)
  await rm(numbered(folder, 2))
  assert.equal(await verdictOn(folder), {
    file: 'audit-000002.jsonl',
    line: 0,
    fault: 'missing',
  })
  await rm(numbered(folder, 1))
  assert.equal(await verdictOn(folder), {
    file: 'audit-000001.jsonl',
    line: 0,
    fault: 'missing',
  })
})

test('a file cut short in the middle of the sequence is named', async ({ folder }) => {
  await makeRotatedTrail(folder, 3)
  const lines = await linesOf(numbered(folder, 2))
  const text = lines.map((line) => `${line}\n`).join('')
  await writeFile(numbered(folder, 2), text.slice(0, -1))
  const fault = { file: 'audit-000002.jsonl', line: lines.length, fault: 'cut short' }
  assert.equal(await verdictOn(folder), fault)
  await writeFile(numbered(folder, 2), text.slice(0, -30))
  assert.equal(await verdictOn(folder), fault)
})

test('an altered line is found across files', async ({ folder }) => {
  await makeRotatedTrail(folder, 3)
  const lines = await linesOf(numbered(folder, 1))
  const forged = lines.with(-1, (lines.at(-1) as string).replace('accept', 'reject'))
  await writeFile(numbered(folder, 1), forged.map((line) => `${line}\n`).join(''))
  const verdict = await verdictOn(folder)
  assert.equal(verdict, { file: 'audit-000001.jsonl', line: lines.length, fault: 'altered' })
})

test('a last line that is still being written is no fault', async ({ folder }) => {
  await makeTrail(folder, 3)
  const text = (await linesOf(current(folder))).map((line) => `${line}\n`).join('')
  await writeFile(current(folder), `${text}{"seq":4,"at`)
  assert.equal(await verdictOn(folder), { files: 1, lines: 3 })
})

test.run()
