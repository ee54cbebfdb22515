import { writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import packageJson from './package.json' with { type: 'json' }
import { configJsonSchema } from './server/config/json-schema.ts'

const installed = [...Object.keys(packageJson.dependencies), ...builtinModules]

/** The schema of ringlock.yaml, for editors; beside the service. */
const configSchemaFile: Plugin = {
  name: 'ringlock-config-schema',
  writeBundle: ({ dir = '.' }) =>
    writeFile(join(dir, '../ringlock.schema.json'), `${JSON.stringify(configJsonSchema(), null, 2)}\n`),
}

/** The service: one Node.js bundle beside its dependencies, which stay installed packages. */
export default defineConfig({
  plugins: [configSchemaFile],
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/server',
    emptyOutDir: true,
    sourcemap: true,
    rollupOptions: {
      input: { main: 'server/main.ts' },
      external: (id) =>
        id.startsWith('node:') || installed.some((name) => id === name || id.startsWith(`${name}/`)),
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
})
