import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openListeners, openService } from '../../server/compose/app.ts'
import { loadConfig } from '../../server/config/load-config.ts'
import { enrol } from '../../server/control/enrol.ts'
import { addUser } from '../../server/control/file-users.ts'
import { sendAccessRequest } from '../../server/radius/protocol/client.ts'
import { aliceSecret, totp } from '../server/authentication/login-world.ts'
import { codeNow } from '../server/cli/commands.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { projectFiles, sourceFile } from './source-files.ts'

const password = 'correct horse'
const sharedSecret = 'a shared secret of this test'
const project = fileURLToPath(new URL('../../', import.meta.url))

/** The files that server/README.md names as the way of a login, from the project's folder on. */
function filesOnTheWay(readme: string): string[] {
  const block = /^```\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
  return block.split('\n').flatMap((line) => {
    const [, file] = /^\s*(\S+)/.exec(line) ?? []
    return file === undefined ? [] : [`server/${file}`]
  })
}

/** The files of which a function ran while a login with password and code was accepted over RADIUS, its state in lowdb. */
function filesPassed(): Promise<Set<string>> {
  return withTemporaryFolder(async (folder) => {
    const configFile = join(folder, 'ringlock.yaml')
    const configuration = {
      logLevel: 'silent',
      radius: {
        listen: ['127.0.0.1:0'],
        clients: [{ name: 'office-pbx', address: '127.0.0.1', secret: sharedSecret }],
      },
      userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
    }
    await writeFile(configFile, JSON.stringify(configuration), { mode: 0o600 })
    const service = await openService(await loadConfig(configFile, { env: {} }))
    const listeners = await openListeners(service)
    const profiler = new Session()
    profiler.connect()
    try {
      await addUser(service, { name: 'alice', email: null, role: 'user', groups: [], password })
      await enrol(service, { name: 'alice', totpSecret: aliceSecret, kind: 'app', another: false, ...totp })
      const server = { host: '127.0.0.1', port: Number(listeners.radius[0]?.split(':').at(-1)) }
      await profiler.post('Profiler.enable')
      await profiler.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
      // Each take starts the counts anew, so that what ran before the login is not among them.
      await profiler.post('Profiler.takePreciseCoverage')
      const { code } = await sendAccessRequest(
        {
          server,
          sharedSecret,
          userName: 'alice',
          password: password + codeNow(),
          state: null,
          nasIdentifier: 'tests',
        },
        { timeout: 10_000, retries: 0 },
      )
      const { result } = await profiler.post('Profiler.takePreciseCoverage')
      assert.is(code, 'Access-Accept')
      const ran = result.filter(({ functions }) =>
        functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)),
      )
      return new Set(
        ran
          .filter(({ url }) => url.startsWith('file:'))
          .map(({ url }) => fileURLToPath(url).slice(project.length)),
      )
    } finally {
      profiler.disconnect()
      await listeners.close()
      await service.close()
    }
  })
}

test('a login passes every file that server/README.md names on its way', async () => {
  const named = filesOnTheWay(sourceFile('server/README.md').text)
  const files = projectFiles()
  assert.equal(
    named.filter((file) => !files.includes(file)),
    [],
    'files that are not there',
  )
  const passed = await filesPassed()
  assert.equal(
    named.filter((file) => !passed.has(file)),
    [],
    'files that a login does not pass',
  )
  assert.ok(named.length > 15)
  assert.not.ok(passed.has('server/control/enrol.ts'), 'an enrolment before the login does not count')
})

test('the way is the first block of the README, one file a line', () => {
  const readme = 'Text\n```\nradius/a.ts   a packet\n  login/b.ts   -> a login\n\n```\n```\nc.ts\n```\n'
  assert.equal(filesOnTheWay(readme), ['server/radius/a.ts', 'server/login/b.ts'])
})

test.run()
