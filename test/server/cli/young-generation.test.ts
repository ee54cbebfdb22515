import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** Megabytes of the young generation in a fresh process that has kept 50 MB of small objects. */
async function afterKeepingAll(prepare: string): Promise<number> {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8'
    import { keepYoungGenerationSmall } from './server/cli/young-generation.ts'
    ${prepare}
    const kept = Array.from({ length: 500_000 }, (_, i) => ({ name: 'user ' + i }))
    const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')
    process.stdout.write(String(kept.length && young.space_size))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', 'tsx', '--input-type', 'module', '--eval', script],
  ])
  return Number(stdout) / 1e6
}

for (const [what, prepare, fits] of [
  ['grows by itself', '', (size: number) => size > 8],
  ['stays small', 'keepYoungGenerationSmall()', (size: number) => size < 5],
  ['grows again once it may', 'keepYoungGenerationSmall()()', (size: number) => size > 8],
] as const) {
  test(`where all that is made is kept, the young generation ${what}`, async () => {
    const size = await afterKeepingAll(prepare)
    assert.ok(fits(size), `${size} MB`)
  })
}

test.run()
