import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { parse } from 'uvu/parse'
import { failuresIn, lastLines, readOutput } from './output.ts'
import { type RanFile, runFiles } from './workers.ts'

// As `uvu FOLDER PATTERN -i PATTERN`, in several processes: uvu itself runs all files in one.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ignore: { type: 'string', short: 'i', multiple: true, default: [] },
    processes: { type: 'string', default: String(availableParallelism()) },
    times: { type: 'boolean', default: false },
  },
})
const [folder, pattern] = positionals
if (folder === undefined || pattern === undefined) throw new Error('FOLDER PATTERN [-i PATTERN]...')
const { suites } = await parse(folder, pattern, { ignore: values.ignore })

const begun = performance.now()
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`
const sum = { total: 0, passed: 0, skipped: 0 }
const failures: string[] = []
const times: Pick<RanFile, 'name' | 'milliseconds'>[] = []

await runFiles(suites, Number(values.processes), ({ name, output, milliseconds, died }) => {
  const { tally, text } = readOutput(output)
  console.log(`${text}\n`)
  // A file that came to no end is a test that failed.
  const { total, passed, skipped } = tally ?? { total: 1, passed: 0, skipped: 0 }
  sum.total += total
  sum.passed += passed
  sum.skipped += skipped
  const failed = [...failuresIn(text), ...(died === null ? [] : [`   FAIL  ${died}\n${lastLines(text)}`])]
  failures.push(...failed.map((failure) => `${name}\n${failure}\n`))
  times.push({ name, milliseconds })
})

if (values.times) {
  times.sort((a, b) => b.milliseconds - a.milliseconds)
  for (const { name, milliseconds } of times) console.log(`${seconds(milliseconds).padStart(9)}  ${name}`)
}
// Again, because each was reported where it ran: the end of a log says what failed.
if (failures.length > 0) console.log(`\nFailed:\n\n${failures.join('\n')}`)
console.log(`
  Total:     ${sum.total}
  Passed:    ${sum.passed}
  Skipped:   ${sum.skipped}
  Duration:  ${seconds(performance.now() - begun)}
`)
process.exitCode = sum.total > 0 && sum.passed === sum.total ? 0 : 1
