import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const program = fileURLToPath(new URL('main.ts', import.meta.url))
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))

/** Runs the fixtures of these names in one process; the counts that .ci/run reads, and the list of what failed. */
async function run(names: string) {
  const args = ['--import', 'tsx', program, fixtures, `^(${names})\\.fixture\\.ts$`, '--processes', '1']
  const [exitCode, output] = await new Promise<[number, string]>((resolve) => {
    const child = execFile(process.execPath, args, (_, stdout) => resolve([child.exitCode ?? -1, stdout]))
  })
  const count = (label: string) => Number(new RegExp(`^  ${label}: +(\\d+)$`, 'm').exec(output)?.[1] ?? -1)
  const [reports = '', failed = null] = output.split('\nFailed:\n\n')
  return { exitCode, counts: [count('Total'), count('Passed'), count('Skipped')], reports, failed }
}

test('tests that pass are counted, and skipped ones beside them', async () => {
  const { exitCode, counts, failed } = await run('passing')
  assert.equal([exitCode, counts, failed], [0, [2, 2, 1], null])
})

test('what fails, dies or comes late is counted, and told again at the end; what else there is is run', async () => {
  const { exitCode, counts, reports, failed } = await run('dying|failing|passing|unsettled')
  assert.equal([exitCode, counts], [1, [7, 4, 1]])
  for (const words of ['its last words', 'what is wrong', '(2 / 2)', 'Error: too late'])
    assert.match(reports, words)
  const list = failed?.split('\n\n') ?? []
  assert.match(
    list[0] ?? '',
    /^dying\.fixture\.ts\n {3}FAIL {2}the process ended early \(SIGKILL\)\n.*its last words/s,
  )
  assert.match(list[1] ?? '', /^failing\.fixture\.ts\n {3}FAIL {2}"one that fails"\n {4}what is wrong/)
  assert.match(list[1] ?? '', /\n {4}at .*failing\.fixture\.ts:6:/)
  assert.not.match(list[1] ?? '', 'node_modules')
  assert.match(
    list[2] ?? '',
    /^after unsettled\.fixture\.ts\n {3}FAIL {2}the process ended badly \(exit code 1\)/,
  )
})

test('a run that finds no test is a failed one', async () => {
  const { exitCode, counts } = await run('none')
  assert.equal([exitCode, counts], [1, [0, 0, 0]])
})

test.run()
