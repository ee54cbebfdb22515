import { mkdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import packageJson from '../../package.json' with { type: 'json' }
import { withTemporaryFolder } from '../temporary-folder.ts'
import { alice, aliceCodes, wrongCode } from './alice.ts'
import { archiveOf, buildPackages, packages } from './packages.ts'
import { peerTest } from './peers.ts'
import { type RunOptions, type RunResult, run } from './processes.ts'

type Ringlock = (args: readonly string[], options?: RunOptions) => Promise<RunResult>

async function unpack(cpu: 'x64' | 'arm64', folder: string): Promise<string> {
  await buildPackages()
  const unpacked = await run('tar', ['-xzf', join(packages, archiveOf(cpu)), '-C', folder])
  assert.is(unpacked.exitCode, 0, unpacked.stderr)
  return join(folder, `ringlock-${packageJson.version}-linux-${cpu}`)
}

/** The first login, with a password that is hashed by compiled code, and a code that counts once. */
async function proveLogin(ringlock: Ringlock, folder: string): Promise<void> {
  const done = async (args: readonly string[], options?: RunOptions) => {
    const { exitCode, stdout, stderr } = await ringlock(args, options)
    assert.is(exitCode, 0, stdout + stderr)
    return stdout
  }
  const config = ['--config', join(folder, 'etc/ringlock.yaml')]
  assert.match(await done(['version']), packageJson.version)
  await done(['init', join(folder, 'etc')])
  await done(['user', 'add', 'alice', '--password-stdin', ...config], { input: alice.password })
  await done(['enrol', 'alice', '--totp-secret', alice.totpSecret, ...config])
  const verify = (code: string) =>
    ringlock(['verify', ...config], { input: `${alice.password}${code}`, env: { PAM_USER: 'alice' } })
  const [, code] = aliceCodes()
  assert.is((await verify(wrongCode())).exitCode, 1)
  assert.is((await verify(code)).stdout, 'Accepted.\n')
  assert.is((await verify(code)).exitCode, 1)
}

peerTest('the archive runs from wherever it lies, through a link, too', { needs: ['package tools'] }, () =>
  withTemporaryFolder(async (folder) => {
    const moved = join(folder, 'a folder of its own')
    await rename(await unpack('x64', folder), moved)
    await mkdir(join(folder, 'bin'))
    await symlink('../a folder of its own/bin/ringlock', join(folder, 'bin/ringlock'))
    await proveLogin((args, options) => run(join(folder, 'bin/ringlock'), args, options), folder)
  }),
)

peerTest('arm64: the same program logs in under qemu', { needs: ['package tools', 'qemu'] }, () =>
  withTemporaryFolder(async (folder) => {
    const tree = await unpack('arm64', folder)
    const emulated = (program: string, args: readonly string[], options?: RunOptions) =>
      run(
        'qemu-aarch64-static',
        ['-L', '/usr/aarch64-linux-gnu', join(tree, 'bin', program), ...args],
        options,
      )
    const main = join(tree, 'dist/server/main.js')
    await proveLogin((args, options) => emulated('node', [main, ...args], options), folder)
    const launcher = await emulated('ringlock-pam', [], { env: { PAM_USER: '' } })
    assert.equal(launcher, {
      exitCode: 1,
      stdout: 'The login service is not available. Please try again later.\n',
      stderr: 'ringlock-pam: PAM_USER is not set: pam_exec runs this\n',
    })
  }),
)

test.run()
