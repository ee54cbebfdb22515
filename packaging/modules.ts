import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { create } from 'tar'
import packageJson from '../package.json' with { type: 'json' }
import { compiledCatalogue } from './gettext.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const output = join(project, 'dist/modules')

/** What the browser is given of the widgets: one script, and the languages that it loads beside itself. */
const widgets = ['ringlock.js', 'locales']

/**
 * A module as FreePBX's module admin takes it: a folder of its name in a tar file. gate.php goes first: a copy that breaks off
 * has the gate, and without what the gate needs it refuses every login; the other way round passwords alone would do.
 */
async function freepbxModule(): Promise<void> {
  const folder = join(output, 'freepbx/ringlock')
  await cp(join(project, 'adapters/freepbx/module'), folder, { recursive: true })
  await cp(join(project, 'adapters/portal-php'), join(folder, 'portal'), { recursive: true })
  await rm(join(folder, 'portal/README.md'))
  // UCP may have a port to itself, where the administration's files are not served.
  for (const assets of ['assets', 'ucp/assets']) {
    for (const name of widgets) {
      await cp(join(project, 'dist/widgets', name), join(folder, assets, 'widgets', name), {
        recursive: true,
      })
    }
  }
  await compileCatalogues(folder)
  await pack(join(output, 'freepbx'), `ringlock-freepbx-${packageJson.version}.tgz`, 'ringlock/gate.php')
}

/** What install.sh lays into FusionPBX, which has no format for packages of its own. */
async function fusionpbxModule(): Promise<void> {
  const name = `ringlock-fusionpbx-${packageJson.version}`
  const folder = join(output, 'fusionpbx', name)
  await cp(join(project, 'adapters/fusionpbx/module'), folder, { recursive: true })
  await cp(join(project, 'adapters/portal-php'), join(folder, 'app/ringlock/portal'), { recursive: true })
  await rm(join(folder, 'app/ringlock/portal/README.md'))
  await pack(join(output, 'fusionpbx'), `${name}.tgz`, `${name}/install.sh`)
}

/** FreePBX reads .mo files alone; the .po files stay beside them for its translators, and for UCP's scripts. */
async function compileCatalogues(folder: string): Promise<void> {
  for (const name of await filesUnder(folder)) {
    if (!name.endsWith('.po')) continue
    const text = await readFile(join(folder, name), 'utf8')
    await writeFile(join(folder, name.replace(/\.po$/, '.mo')), compiledCatalogue(text))
  }
}

/** The same bytes for the same files: names in order, no owners, and one time for all. */
async function pack(folder: string, file: string, first: string): Promise<void> {
  const names = (await filesUnder(folder)).filter((name) => name !== first).sort()
  for (const name of [first, ...names]) {
    await chmod(join(folder, name), name.endsWith('.sh') ? 0o755 : 0o644)
  }
  const options = {
    cwd: folder,
    portable: true,
    mtime: new Date(0),
    gzip: { level: 9 } as const,
    noPax: true,
  }
  await create({ ...options, file: join(output, file) }, [first, ...names])
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

await rm(output, { recursive: true, force: true })
await mkdir(dirname(join(output, 'x')), { recursive: true })
await freepbxModule()
await fusionpbxModule()
