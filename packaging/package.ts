import { mkdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { architectures, packagesOf } from './architectures.ts'
import { buildArchive } from './archive.ts'
import { bundleService } from './bundle.ts'
import { buildDeb } from './debian/build.ts'
import { thirdPartyNotices } from './notices.ts'
import { fetchParts } from './parts.ts'
import { output, work } from './places.ts'
import { layShare } from './share.ts'
import { layTree } from './tree.ts'

/**
 * `npm run package [-- amd64 arm64]`: Debian packages and archives in dist/packages/. Needs dpkg-deb, tar, and the GNU
 * compilers and strip of each architecture.
 */

/** Bytes. Many PBXs have a small disk. */
const largest = { deb: 50e6, installed: 160e6 }

const wanted = process.argv.slice(2)
const chosen = architectures.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
if (chosen.length < wanted.length)
  throw new RangeError(`there is only ${architectures.map(({ name }) => name)}`)

await rm(output, { recursive: true, force: true })
await mkdir(work, { recursive: true })
const parts = await fetchParts()
const bundle = join(work, 'bundle')
await bundleService(bundle)
const share = join(work, 'share')
await layShare(share, await thirdPartyNotices(join(parts, packagesOf(architectures[0]).node)))

for (const architecture of chosen) {
  const tree = join(work, architecture.name)
  await layTree(tree, { architecture, parts, bundle })
  const { file, installed } = await buildDeb(architecture, { tree, share }, join(work, 'deb'))
  const size = await told(file, `, ${megabytes(installed)} installed`)
  if (size > largest.deb || installed > largest.installed) {
    throw new RangeError(
      `larger than ${megabytes(largest.deb)}, or ${megabytes(largest.installed)} installed`,
    )
  }
  await told(await buildArchive(architecture, { tree, share }, work))
}
await rm(work, { recursive: true })

/** Prints the file with its size, and returns that. */
async function told(file: string, more = ''): Promise<number> {
  const { size } = await stat(file)
  console.log(`${basename(file)}: ${megabytes(size)}${more}`)
  return size
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
