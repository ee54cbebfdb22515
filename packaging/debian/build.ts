import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, copyFile, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import type { Architecture } from '../architectures.ts'
import { output, project } from '../places.ts'
import { controlFile, debianVersion } from './control.ts'

/** Folders of the finished program; see layTree and layShare. */
export interface Laid {
  readonly tree: string
  readonly share: string
}

export interface Package {
  readonly file: string
  /** Bytes that dpkg needs when it is installed. */
  readonly installed: number
}

/** xz's level: 3 MB more than the highest, in a third of the time. */
const level = 2

/** The package for dpkg: the tree in /usr/lib/ringlock, with its manual, completion and unit. */
export async function buildDeb(
  architecture: Architecture,
  { tree, share }: Laid,
  root: string,
): Promise<Package> {
  await rm(root, { recursive: true, force: true })
  await mkdir(join(root, 'usr/bin'), { recursive: true })
  await cp(tree, join(root, 'usr/lib/ringlock'), { recursive: true })
  await cp(share, join(root, 'usr'), { recursive: true })
  execFileSync('ln', ['-s', '../lib/ringlock/bin/ringlock', join(root, 'usr/bin/ringlock')])

  const installed = await kilobytesOf(root)
  const control = join(root, 'DEBIAN')
  await mkdir(control)
  await writeFile(join(control, 'md5sums'), await md5Sums(root))
  await writeFile(join(control, 'control'), controlFile(architecture, installed))
  for (const script of ['postinst', 'prerm', 'postrm']) {
    await copyFile(join(project, 'packaging/debian', script), join(control, script))
    await chmod(join(control, script), 0o755)
  }
  const file = join(output, `ringlock_${debianVersion(packageJson.version)}_${architecture.name}.deb`)
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', `-z${level}`, '--build', root, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return { file, installed: installed * 1024 }
}

/** As dpkg-gencontrol counts: each file in whole kilobytes, and one for each folder or link. */
async function kilobytesOf(root: string): Promise<number> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isFile()) return 1
      return Math.ceil((await stat(join(entry.parentPath, entry.name))).size / 1024)
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** For `dpkg --verify`. */
async function md5Sums(root: string): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter(
    (entry) => entry.isFile() && !entry.parentPath.startsWith(join(root, 'DEBIAN')),
  )
  const names = files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort()
  const lines = await Promise.all(
    names.map(async (name) => {
      const sum = createHash('md5')
        .update(await readFile(join(root, name)))
        .digest('hex')
      return `${sum}  ${name}\n`
    }),
  )
  return lines.join('')
}
