import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../../package.json' with { type: 'json' }
import { debianVersion } from '../../packaging/debian/control.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

/** Where `npm run package` lays the packages. */
export const packages = join(project, 'dist/packages')
export const packageVersion = debianVersion(packageJson.version)
export const debOf = (architecture: 'amd64' | 'arm64') => `ringlock_${packageVersion}_${architecture}.deb`
export const archiveOf = (cpu: 'x64' | 'arm64') => `ringlock-${packageJson.version}-linux-${cpu}.tar.gz`

/** Makes the packages of this build, where those that are there are older; one process for all that test them. */
export async function buildPackages(): Promise<void> {
  const script = fileURLToPath(new URL('build-packages.ts', import.meta.url))
  const lock = join(project, 'node_modules/.packages.lock')
  // Not `run`: it ends what takes longer than a minute.
  const child = spawn('flock', [lock, process.execPath, '--import', 'tsx', script], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk
    })
  }
  const [exitCode] = await once(child, 'close')
  if (exitCode !== 0) throw new Error(`npm run package: ${exitCode}\n${said}`)
}
