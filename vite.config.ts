import { chmod, rm, symlink, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import packageJson from './package.json' with { type: 'json' }
import { configJsonSchema } from './server/config/json-schema.ts'

const { dependencies, optionalDependencies, engines } = packageJson
/** Most of what they are made of is not used, and every command loaded it: 65 of zod's 95 files are languages. */
const inlined = ['zod', 'yaml', 'csv-parse', 'saxes']
const installed = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
  (name) => !inlined.includes(name),
)
const external = [...installed, ...builtinModules]

/** The schema of ringlock.yaml, for editors; beside the service. */
const configSchemaFile: Plugin = {
  name: 'ringlock-config-schema',
  writeBundle: ({ dir = '.' }) =>
    writeFile(join(dir, '../ringlock.schema.json'), `${JSON.stringify(configJsonSchema(), null, 2)}\n`),
}

const [oldestMajor, oldestMinor] = engines.node.replace('>=', '').split('.')

/** In words that Node.js 10 can read: a stack trace would be all that an older one says. */
const refuseOlderNode = `var version = process.versions.node.split('.').map(Number)
if (version[0] < ${oldestMajor} || (version[0] === ${oldestMajor} && version[1] < ${oldestMinor})) {
  console.error('ringlock needs Node.js ${oldestMajor}.${oldestMinor} or newer, and this is ' + process.versions.node + '.')
  process.exitCode = 2
  return
}`

/**
 * What `ringlock` starts: a CommonJS file, because libuv reads UV_THREADPOOL_SIZE when its pool starts, and loading an ES
 * module starts it. Passwords are hashed on a thread more than there are cores; two more write files meanwhile.
 *
 * Node.js opens a debugger on loopback at SIGUSR1, and any local user may connect to it and read every secret. The handler
 * comes first for that reason; a signal that came before it opens the debugger, at once or a moment later, and it is closed.
 * Node.js 22.14 and later have --disable-sigusr1 for that, 20 has not.
 */
const launcher = `#!/usr/bin/env node
process.on('SIGUSR1', () => {})
${refuseOlderNode}
const inspector = require('inspector')
const isWanted = /--inspect(?!-port|-publish)/.test([process.execArgv, process.env.NODE_OPTIONS].join(' '))
const close = () => isWanted || inspector.url() === undefined || inspector.close()
close()
for (const later of [0, 100, 1000]) setTimeout(close, later).unref()
if (process.env.UV_THREADPOOL_SIZE === undefined)
  process.env.UV_THREADPOOL_SIZE = String(require('os').availableParallelism() + 3)
import('./ringlock.mjs')
`

export const launcherFile: Plugin = {
  name: 'ringlock-launcher',
  async writeBundle({ dir = '.' }) {
    await writeFile(join(dir, 'package.json'), '{ "type": "commonjs" }\n')
    await writeFile(join(dir, 'main.js'), launcher)
    await chmod(join(dir, 'main.js'), 0o755)
  },
}

/** Where npx looks first. Its own link is made once, and never if that was before the first build. */
const npxLink: Plugin = {
  name: 'ringlock-npx-link',
  async writeBundle() {
    await rm('node_modules/.bin/ringlock', { force: true })
    await symlink('../../dist/server/main.js', 'node_modules/.bin/ringlock')
  },
}

/** The service: one Node.js bundle and one for the threads that hash, beside most dependencies, which stay installed packages. */
export default defineConfig({
  plugins: [configSchemaFile, launcherFile, npxLink],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/server',
    emptyOutDir: true,
    sourcemap: true,
    rollupOptions: {
      input: { ringlock: 'server/main.ts', 'hashing-thread': 'adapters/passwords/hashing-thread.ts' },
      external: (id) =>
        id.startsWith('node:') || external.some((name) => id === name || id.startsWith(`${name}/`)),
      output: {
        format: 'es',
        entryFileNames: '[name].mjs',
        // Stack traces name these files: user stores by their folders.
        chunkFileNames: ({ facadeModuleId }) =>
          `${/adapters\/([\w-]+)\/user-store\.ts$/.exec(facadeModuleId ?? '')?.[1] ?? '[name]'}.mjs`,
      },
    },
  },
})
