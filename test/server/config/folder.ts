import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, type ConfigFault, loadConfig } from '../../../server/config/load-config.ts'

/** The least that is a configuration; `clients: []` may be told apart from it by a client that follows. */
export const oneUserStore = 'userStores: [{ name: local, kind: file, path: users.json }]'
export const oneClient = `radius:
  clients:
    - { name: office, address: 127.0.0.1, secret: sixteen-or-more-random }
${oneUserStore}
`

/** A fresh folder with a ringlock.yaml in it; it is gone when `use` is done. */
export async function withFolder<T>(use: (folder: string, load: Load) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-config-'))
  const file = join(folder, 'ringlock.yaml')
  try {
    return await use(folder, async (yaml, env = {}) => {
      await writeFile(file, yaml)
      return loadConfig(file, { env })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Load = (yaml: string | Uint8Array, env?: Record<string, string>) => ReturnType<typeof loadConfig>

export function loaded(yaml: string, env: Record<string, string> = {}) {
  return withFolder((_, load) => load(yaml, env))
}

/** The error that a configuration is refused with. */
export async function refusal(config: Promise<unknown>): Promise<ConfigError> {
  try {
    await config
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('the configuration was accepted')
}

/** `line path: found X, expected Y` for each fault of a configuration, in the order of the file. */
export async function faultsOf(
  yaml: string | Uint8Array,
  env: Record<string, string> = {},
): Promise<string[]> {
  const { faults } = await withFolder((_, load) => refusal(load(yaml, env)))
  return faults.map(faultText)
}

export function faultText({ line, path, found, expected }: ConfigFault): string {
  return `${line ?? '-'} ${path}: found ${found}, expected ${expected}`
}
