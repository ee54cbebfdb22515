import { execFileSync } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { project, work } from './places.ts'

/**
 * Fetches Node.js and the compiled addons for all architectures, as package-lock.json here pins them by SHA-512. --force,
 * because npm refuses packages for another machine than this one.
 *
 * @returns their node_modules
 */
export async function fetchParts(): Promise<string> {
  const folder = join(work, 'parts')
  await mkdir(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    await cp(join(project, 'packaging', file), join(folder, file))
  }
  const args = ['ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' })
  return join(folder, 'node_modules')
}
