import { randomBytes } from 'node:crypto'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { CommandError } from './command-error.ts'
import type { CommandLine } from './command-line.ts'
import type { CommandContext, ExitCode } from './context.ts'

/** 32 characters that no configuration file of a PBX needs quotes for. */
const sharedSecretBytes = 16

export function addInit(program: Command, { context, runs }: CommandLine): void {
  program
    .command('init [dir]')
    .description('write a commented ringlock.yaml and a master key; overwrites nothing')
    .option(
      '--data-dir <dir>',
      'the folder for what Ringlock remembers (default: ./data beside ringlock.yaml)',
    )
    .action(
      runs((dir: string | undefined, { dataDir }: { dataDir?: string }) =>
        init(dir ?? '.', dataDir === undefined ? null : resolve(dataDir), context),
      ),
    )
}

/** @param dataDir - null: the default */
async function init(dir: string, dataDir: string | null, context: CommandContext): Promise<ExitCode> {
  const configFile = join(dir, 'ringlock.yaml')
  const [{ ringlockYaml }, { loadConfig }] = await Promise.all([
    import('./yaml-template.ts'),
    import('../config/load-config.ts'),
  ])
  const sharedSecret = randomBytes(sharedSecretBytes).toString('hex')
  const yaml = ringlockYaml({ sharedSecret, dataDir, schemaFile: await findSchemaFile() })
  await mkdir(dir, { recursive: true })
  await writeFile(configFile, yaml, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    throw new CommandError(`${configFile} is there already, and stays as it is.`)
  })

  const config = await loadConfig(configFile, context)
  // Opening a new store creates its folder and its key.
  const service = await context.openService({ ...config, logLevel: 'error' })
  await service.close()
  const withConfig = resolve(dir) === process.cwd() ? '' : ` --config ${configFile}`
  context.stdout.write(`${configFile} is written.
${service.notices.map((notice) => `${notice}\n`).join('')}
Next:
  ringlock user add NAME${withConfig}
  ringlock enrol NAME${withConfig}
  ringlock serve${withConfig}
`)
  return 0
}

/** The schema that the build puts beside the program, or in dist/ for the sources. null: it was not built. */
async function findSchemaFile(): Promise<string | null> {
  const here = dirname(fileURLToPath(import.meta.url))
  for (const place of ['..', '../..', '../../dist']) {
    const file = join(here, place, 'ringlock.schema.json')
    const isThere = await access(file).then(
      () => true,
      () => false,
    )
    if (isThere) return file
  }
  return null
}
