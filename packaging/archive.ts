import { execFileSync } from 'node:child_process'
import { cp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import type { Architecture } from './architectures.ts'
import type { Laid } from './debian/build.ts'
import { output } from './places.ts'

/** The same program for systems without dpkg: one folder that runs from anywhere. */
export async function buildArchive(
  { cpu }: Architecture,
  { tree, share }: Laid,
  work: string,
): Promise<string> {
  const name = `ringlock-${packageJson.version}-linux-${cpu}`
  const folder = join(work, name)
  await rm(folder, { recursive: true, force: true })
  await cp(tree, folder, { recursive: true })
  await cp(share, folder, { recursive: true })
  const file = join(output, `${name}.tar.gz`)
  const owners = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name']
  execFileSync('tar', ['-czf', file, ...owners, '-C', dirname(folder), name], { stdio: 'inherit' })
  await rm(folder, { recursive: true })
  return file
}
