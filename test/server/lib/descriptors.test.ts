import { execFileSync } from 'node:child_process'
import { platform } from 'node:process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { descriptorBudget, descriptorLimit } from '../../../server/lib/descriptors.ts'

test('connections leave descriptors for everything else', () => {
  for (const limit of [150, 200, 256, 1024, 4096, 65_536, 1_048_576, Number.MAX_SAFE_INTEGER]) {
    const { http, commands } = descriptorBudget(limit)
    assert.ok(http.total + commands.total <= limit - 80, `${limit}`)
    assert.ok(http.total >= 32 && http.total <= 4096, `${limit}: ${http.total}`)
    assert.ok(http.ofSource < http.total && commands.total >= 18, `${limit}`)
  }
  assert.equal(descriptorBudget(200), {
    http: { total: 95, ofSource: 48 },
    commands: { total: 25, ofSource: 25 },
  })
  assert.is(descriptorBudget(20).http.total, 8, 'with too few for anything, some are tried')
})

test('the limit is that of this very process', () => {
  const limit = descriptorLimit()
  assert.ok(Number.isSafeInteger(limit) && limit >= 20)
  if (platform !== 'linux') return
  const module = fileURLToPath(new URL('../../../server/lib/descriptors.ts', import.meta.url))
  const script = `import('${module}').then(({ descriptorLimit }) => process.stdout.write(String(descriptorLimit())))`
  const shell = 'ulimit -n 200; exec "$0" --import tsx -e "$1"'
  assert.is(execFileSync('sh', ['-c', shell, process.execPath, script], { encoding: 'utf8' }), '200')
})

test.run()
