import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { freePort } from '../free-port.ts'
import { alice } from './alice.ts'
import { type FreepbxDouble, startFreepbxDouble } from './freepbx-double.ts'
import { untilAnswering } from './portal-site.ts'
import { run, startServer } from './processes.ts'
import { program } from './ringlock.ts'
import { portal, portalKey } from './ringlock-double.ts'
import { fixturePassword as password } from './user-databases.ts'

export interface FreepbxWithRinglock {
  /** Users who have the second factor of {@link alice}. */
  readonly enrolled: readonly string[]
  readonly policy?: Readonly<Record<string, unknown>>
}

/** The double with the real Ringlock on another origin, which no browser reaches. */
export async function withFreepbxAndRinglock(
  { enrolled: names, policy }: FreepbxWithRinglock,
  use: (pbx: FreepbxDouble) => Promise<void>,
): Promise<void> {
  const url = `http://127.0.0.1:${await freePort()}`
  const pbx = await startFreepbxDouble({ ringlock: url })
  try {
    const configFile = join(pbx.folder, 'ringlock.yaml')
    const { port, user, password: databasePassword } = pbx.mariadb
    const store = { name: 'pbx', kind: 'freepbx', loginTo: 'any', host: '127.0.0.1', port, user }
    const settings = {
      http: {
        listen: url.slice('http://'.length),
        publicUrl: url,
        portals: [{ name: portal, key: portalKey, maySkipPassword: true, origins: [] }],
      },
      policy,
      userStores: [{ ...store, password: databasePassword, database: 'asterisk' }],
    }
    // JSON is YAML.
    await writeFile(configFile, JSON.stringify(settings), { mode: 0o600 })
    const ringlock = (...args: string[]) => [program, ...args, '--config', configFile]
    for (const name of names) {
      const enrolled = await run(process.execPath, ringlock('enrol', name, '--totp-secret', alice.totpSecret))
      if (enrolled.exitCode !== 0) throw new Error(enrolled.stdout + enrolled.stderr)
    }
    const server = await startServer(process.execPath, ringlock('serve'))
    try {
      await untilAnswering(`${url}/readyz`)
      await use(pbx)
    } finally {
      await server.stop()
    }
  } finally {
    await pbx.stop()
  }
}

/** Alice's, in the browser. */
export async function sendPassword(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.fill('input[name="username"]', 'alice')
  await page.fill('input[name="password"]', password)
  await page.click('button')
}
