import { builtinModules } from 'node:module'
import { build } from 'vite'
import service, { launcherFile } from '../vite.config.ts'
import { project } from './places.ts'

/**
 * Stay packages beside the bundle, because they look for files beside themselves: compiled addons, WebAssembly, RADIUS
 * dictionaries.
 */
export const keptPackages = ['@node-rs/argon2', '@node-rs/bcrypt', 'node-sqlite3-wasm', 'radius']

/** The service as the build makes it, with its dependencies inside. */
export async function bundleService(outDir: string): Promise<void> {
  const external = [...keptPackages, ...builtinModules]
  await build({
    configFile: false,
    root: project,
    logLevel: 'warn',
    plugins: [launcherFile],
    ssr: { noExternal: true },
    build: {
      ...service.build,
      outDir,
      // Stack traces would name sources that are not there.
      sourcemap: false,
      rollupOptions: {
        ...service.build?.rollupOptions,
        external: (id) => id.startsWith('node:') || external.includes(id),
        // A service that still runs while an upgrade replaces its files must not load parts of the newer one.
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
}
