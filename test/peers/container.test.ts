import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import packageJson from '../../package.json' with { type: 'json' }
import { archiveOf } from './packages.ts'
import { containerLinters, peerTest } from './peers.ts'
import { run } from './processes.ts'

const needs = { needs: ['container linters'] } as const
const container = fileURLToPath(new URL('../../packaging/container/', import.meta.url))

/** No engine runs where the tests do: the image is checked by its text alone. */
peerTest('Dockerfile and compose file: linters find nothing, and no privilege is left', needs, async () => {
  const dockerfile = await readFile(`${container}Dockerfile`, 'utf8')
  const script = `const { validate } = require('${containerLinters}/dockerfile-utils')
    console.log(JSON.stringify(validate(require('fs').readFileSync('${container}Dockerfile', 'utf8'))))`
  assert.equal(await run(process.execPath, ['-e', script]), { exitCode: 0, stdout: '[]\n', stderr: '' })
  const compose = await run(`${containerLinters}/.bin/dclint`, [
    '--max-warnings',
    '0',
    `${container}compose.yaml`,
  ])
  assert.is(compose.exitCode, 0, compose.stdout + compose.stderr)

  const user = dockerfile.lastIndexOf('USER 1812:1812')
  assert.ok(user > dockerfile.lastIndexOf('RUN '), 'nothing is done as root after the last step')
  for (const cpu of ['x64', 'arm64'] as const) {
    const name = archiveOf(cpu).replace(packageJson.version, `\${VERSION}`)
    assert.match(dockerfile, `ADD dist/packages/${name} `)
  }
  const { services } = parse(await readFile(`${container}compose.yaml`, 'utf8'))
  const { read_only, cap_drop, security_opt, build } = services.ringlock
  assert.equal([read_only, cap_drop, security_opt], [true, ['ALL'], ['no-new-privileges:true']])
  assert.is(build.args.VERSION, packageJson.version)
})

test.run()
