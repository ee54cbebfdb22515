import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'
import { freePort } from '../free-port.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { alice } from './alice.ts'
import { run, startServer } from './processes.ts'

export const portalKey = 'a-long-random-portal-key'

const project = fileURLToPath(new URL('../../', import.meta.url))
const program = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))

/** A service that alice has enrolled with, for a portal on another origin. */
export function withRinglockFor(origin: string, use: (ringlock: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const url = `http://127.0.0.1:${await freePort()}`
    const config = `${folder}/ringlock.yaml`
    const portals = [{ name: 'portal', key: portalKey, origins: [origin] }]
    // JSON is YAML.
    const settings = {
      http: { listen: url.slice('http://'.length), publicUrl: url, portals },
      userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
    }
    await writeFile(config, JSON.stringify(settings), { mode: 0o600 })
    const users = `${folder}/users.jsonl`
    await writeFile(users, `${JSON.stringify(alice)}\n`, { mode: 0o600 })
    const imported = await run(process.execPath, [program, 'user', 'import', users, '--config', config])
    if (imported.exitCode !== 0) throw new Error(imported.stdout + imported.stderr)

    const server = await startServer(process.execPath, [program, 'serve', '--config', config])
    try {
      await untilAnswering(`${url}/readyz`)
      await use(url)
    } finally {
      await server.stop()
    }
  })
}

export async function untilAnswering(url: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await fetch(url).catch(() => null))) {
    if (Date.now() > deadline) throw new Error(`${url} does not answer`)
    await sleep(50)
  }
}

/** A page of React 19 with the login in it, bundled as its own project would: file name -> text. */
export async function bundleReactPage(api: string): Promise<ReadonlyMap<string, string>> {
  const page = `import { createElement, useState } from 'react'
import { createRoot } from 'react-dom/client'
import 'ringlock/widgets/login.js'

function Portal() {
  const [name, setName] = useState(null)
  const login = createElement('ringlock-login', { api: '${api}', 'onringlock-login': ({ user }) => setName(user.name) })
  return createElement('main', null, createElement('h1', null, name === null ? 'Portal' : 'Welcome, ' + name), login)
}
createRoot(document.querySelector('#root')).render(createElement(Portal))
`
  const built = await build({
    root: project,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: {
      alias: {
        'ringlock/widgets/login.js': createRequire(import.meta.url).resolve('ringlock/widgets/login.js'),
      },
    },
    plugins: [
      {
        name: 'react-page',
        resolveId: (id) => (id === 'react-page' ? `${project}react-page.js` : null),
        load: (id) => (id === `${project}react-page.js` ? page : null),
      },
    ],
    build: { write: false, modulePreload: false, rollupOptions: { input: 'react-page' } },
  })
  const { output } = built as Rollup.RollupOutput
  return new Map(output.flatMap((made) => (made.type === 'chunk' ? [[made.fileName, made.code]] : [])))
}
