import { test } from 'uvu'
import * as assert from 'uvu/assert'
import packageJson from '../../package.json' with { type: 'json' }
import { alice, aliceCodes } from './alice.ts'
import { nodeProgram, supportedNodes, tooOldNode } from './nodes.ts'
import { peerTest } from './peers.ts'
import { run } from './processes.ts'
import { program, sharedSecret, withRinglock } from './ringlock.ts'

const needs = ['other Node.js'] as const

for (const release of supportedNodes) {
  const node = nodeProgram(release)
  peerTest(`Node.js ${release}: a login with a code is accepted, once`, { needs }, () =>
    withRinglock({ users: [alice], node }, async ({ command, port }) => {
      const { stdout } = await run(node, ['--version'])
      assert.ok(stdout.startsWith(`v${release}.`), stdout)

      const server = ['--server', `127.0.0.1:${port}`, '--password-stdin']
      const login = (password: string, code: string) =>
        command(['login', alice.name, ...server, '--code', code], {
          input: `${password}\n`,
          env: { RINGLOCK_RADIUS_SECRET: sharedSecret },
        })
      const [code, next] = aliceCodes()
      assert.equal(await login(alice.password, code), {
        exitCode: 0,
        stdout: 'Access-Accept\n',
        stderr: '',
      })
      const again = await login(alice.password, code)
      assert.is(again.exitCode, 1)
      assert.match(again.stderr, /^Access-Reject: This code was already used/)
      assert.is((await login('another password', next)).exitCode, 1)
    }),
  )
}

peerTest(`Node.js ${tooOldNode} is told what is needed, in one line`, { needs }, async () => {
  const { exitCode, stdout, stderr } = await run(nodeProgram(tooOldNode), [program, 'serve'])
  assert.equal([exitCode, stdout], [2, ''])
  assert.match(stderr, /^ringlock needs Node\.js 20\.19 or newer, and this is 18\.\d+\.\d+\.\n$/)
  assert.is(packageJson.engines.node, `>=${supportedNodes[0]}`)
})

test.run()
