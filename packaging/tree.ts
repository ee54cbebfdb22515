import { execFileSync } from 'node:child_process'
import { chmod, cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Architecture, packagesOf } from './architectures.ts'
import { keptPackages } from './bundle.ts'
import { project } from './places.ts'

export interface TreeSources {
  readonly architecture: Architecture
  /** node_modules of parts.ts. */
  readonly parts: string
  /** The folder of bundle.ts. */
  readonly bundle: string
}

/**
 * Lays the program into an empty folder: bin/, dist/ and node_modules/. It runs from wherever that folder is moved to, and
 * takes nothing from the system but the C and C++ libraries.
 */
export async function layTree(folder: string, { architecture, parts, bundle }: TreeSources): Promise<void> {
  const { node, addons } = packagesOf(architecture)
  await rm(folder, { recursive: true, force: true })
  const lay = (from: string, to: string) => cp(from, join(folder, to), { recursive: true, dereference: true })

  await lay(join(project, 'packaging/bin'), 'bin')
  await lay(join(parts, node, 'bin/node'), 'bin/node')
  await lay(bundle, 'dist/server')
  await lay(join(project, 'dist/ringlock.schema.json'), 'dist/ringlock.schema.json')
  for (const name of ['widgets', 'demo']) await lay(join(project, 'dist', name), `dist/${name}`)
  for (const name of await readdir(join(project, 'dist/modules'))) {
    if (name.endsWith('.tgz')) await lay(join(project, 'dist/modules', name), `dist/modules/${name}`)
  }
  for (const name of keptPackages) {
    for (const file of await shippedFiles(join(project, 'node_modules', name))) {
      await lay(join(project, 'node_modules', name, file), `node_modules/${name}/${file}`)
    }
  }
  for (const name of addons) await lay(join(parts, name), `node_modules/${name}`)
  compileLauncher(architecture, join(folder, 'bin/ringlock-pam'))
  strip(architecture, join(folder, 'bin/node'))
  await setModes(folder)
}

/** Not what only developers need. */
async function shippedFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter(
    (name) => !/^(\..*|test|examples|node_modules|.*\.d\.[cm]?ts)$/.test(name),
  )
}

/**
 * Static, so that one program runs beside any version of the C library; it asks no name service, which is what static
 * programs cannot do.
 */
function compileLauncher({ gnu }: Architecture, to: string): void {
  const hardening = ['-fstack-protector-strong', '-D_FORTIFY_SOURCE=2', '-static-pie', '-fPIE']
  const warnings = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-pedantic']
  const source = join(project, 'packaging/pam/ringlock-pam.c')
  execFileSync(`${gnu}-gcc`, ['-O2', '-s', ...hardening, ...warnings, '-o', to, source], { stdio: 'inherit' })
}

function strip({ gnu }: Architecture, file: string): void {
  execFileSync(`${gnu}-strip`, [file], { stdio: 'inherit' })
}

/** As an installed file has to be, whatever umask and checkout made of it. */
async function setModes(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  await chmod(folder, 0o755)
  for (const entry of entries) {
    const isProgram =
      entry.isDirectory() || entry.parentPath === join(folder, 'bin') || entry.name === 'main.js'
    await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644)
  }
}
