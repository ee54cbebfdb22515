import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import packageJson from '../../package.json' with { type: 'json' }
import { freePort } from '../free-port.ts'
import { alice, aliceCodes } from './alice.ts'
import { freepbxNeeds, startFreepbxDouble } from './freepbx-double.ts'
import { asksForCode, config, logIn, sendCode } from './freepbx-suite.ts'
import {
  asksForCode as asksForFusionCode,
  giveCode,
  givePassword,
  visitorOf,
  whoIsIn,
} from './fusionpbx-login.ts'
import { startNginx, userStoreOf } from './fusionpbx-servers.ts'
import { type FusionpbxSite, siteNeeds, startFusionpbx } from './fusionpbx-site.ts'
import { peerTest } from './peers.ts'
import { untilAnswering } from './portal-site.ts'
import { type RunResult, run, type Server, startServer, systemAccount } from './processes.ts'
import { program } from './ringlock.ts'

const modules = '/var/www/html/admin/modules'
const file = (path: string) => new URL(`../../${path}`, import.meta.url)

/** The commands below a heading of README.md. */
async function commandsBelow(heading: string): Promise<string[]> {
  const [, section = ''] = (await readFile(file('README.md'), 'utf8')).split(`\n### ${heading}\n`)
  const [, block = ''] = section.split('```sh\n')
  const [commands = ''] = block.split('\n```')
  return commands.split('\n').map((line) => line.replace(/ +# .*/, ''))
}

const done = ({ exitCode, stdout, stderr }: RunResult) => {
  if (exitCode !== 0) throw new Error(stdout + stderr)
  return stdout
}

peerTest("README's lines protect FreePBX, as a double of it stands for it", freepbxNeeds, async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const pbx = await startFreepbxDouble({ ringlock: url, isBare: true })
  let server: Server | null = null
  try {
    const configFile = join(pbx.folder, 'ringlock.yaml')
    const { port: databasePort, user, password } = pbx.mariadb
    const store = { name: 'pbx', kind: 'freepbx', loginTo: 'any', host: '127.0.0.1', port: databasePort }
    const userStores = [{ ...store, user, password, database: 'asterisk' }]
    await writeFile(configFile, JSON.stringify({ http: { listen: `127.0.0.1:${port}` }, userStores }), {
      mode: 0o600,
    })
    const web = await systemAccount('www-data')
    await writeFile(join(pbx.folder, 'etc/passwd'), `asterisk:x:${web?.uid}:${web?.gid}::/:/bin/sh\n`)
    const ringlock = (...args: readonly string[]) => [program, ...args, '--config', configFile]
    done(await run(process.execPath, ringlock('enrol', 'admin', '--totp-secret', alice.totpSecret)))
    const restart = async () => {
      await server?.stop()
      server = await startServer(process.execPath, ringlock('serve'))
      await untilAnswering(`${url}/readyz`)
    }
    await restart()
    const said: string[] = []
    for (const line of await commandsBelow('Protect FreePBX')) {
      for (const [name = '', ...args] of line.split(' && ').map((command) => command.split(' '))) {
        if (name === 'ringlock') {
          said.push(done(await run(process.execPath, ringlock(...args, '--root', pbx.folder))))
        } else if (name === 'fwconsole') said.push(done(await pbx.fwconsole(...args)))
        else if (name === 'tar') {
          const real = args.map((arg) =>
            arg.startsWith('ringlock-')
              ? file(`dist/modules/${arg.replace('VERSION', packageJson.version)}`).pathname
              : arg.replace(modules, join(pbx.folder, 'html/admin/modules')),
          )
          done(await run('tar', real))
        } else if (line === 'systemctl restart ringlock') await restart()
        else throw new Error(`what is ${line}?`)
      }
    }
    assert.match(said.join(''), /ok +The portal may ask for the code alone\./)
    assert.match(
      done(await run(process.execPath, ringlock('module', 'freepbx', '--root', pbx.folder))),
      `answers the portal freepbx at ${url}`,
    )
    const visitor = pbx.visitor()
    const page = await logIn(visitor, 'admin')
    assert.ok(asksForCode(page), page.text)
    assert.is((await sendCode(visitor, page, aliceCodes()[0])).status, 303)
    assert.match((await visitor.get(config)).text, 'administration of admin')

    // Another key in the settings than Ringlock's.
    const settings = await readFile(pbx.settingsFile, 'utf8')
    const [key = ''] = /[0-9a-f]{64}/.exec(settings) ?? []
    await writeFile(join(pbx.folder, 'freepbx-portal-key'), `${key.replace(/./g, 'a')}b`)
    const refused = await run(process.execPath, ringlock('module', 'freepbx', '--root', pbx.folder))
    assert.is(refused.exitCode, 1)
    assert.match(refused.stderr, /^Ringlock does not know the key yet: restart/)
  } finally {
    await (server as Server | null)?.stop()
    await pbx.stop()
  }
})

peerTest("README's lines protect FusionPBX, as a double of it stands for it", siteNeeds, async () => {
  const site = await startFusionpbx({ withModule: false })
  let server: Server | null = null
  let nginx: Server | null = null
  try {
    await rm(site.settingsFile)
    await site.sql("DELETE FROM v_default_settings WHERE default_setting_value = 'ringlock'")
    const [port, proxyPort] = [await freePort(), await freePort()]
    const url = `http://127.0.0.1:${port}`
    const configFile = join(site.folder, 'readme.yaml')
    const userStores = [userStoreOf(site.postgres)]
    const settings = { dataDir: './readme', http: { listen: `127.0.0.1:${port}` }, userStores }
    await writeFile(configFile, JSON.stringify(settings), { mode: 0o600 })
    await mkdir(join(site.folder, 'etc/nginx'))
    await writeFile(
      join(site.folder, 'etc/passwd'),
      `www-data:x:${site.account.uid}:${site.account.gid}::/:/bin/sh\n`,
    )
    const user = await site.addUser({ name: 'agent', enrolled: false })
    const ringlock = (...args: readonly string[]) => [program, ...args, '--config', configFile]
    const enrolled = ringlock('enrol', 'agent@a.example.test', '--totp-secret', alice.totpSecret)
    done(await run(process.execPath, enrolled))
    const restart = async () => {
      await server?.stop()
      server = await startServer(process.execPath, ringlock('serve'))
      await untilAnswering(`${url}/readyz`)
    }
    await restart()
    const said: string[] = []
    for (const line of await commandsBelow('Protect FusionPBX')) {
      if (line === 'systemctl restart ringlock') await restart()
      else if (line.startsWith('ringlock '))
        said.push(
          done(await run(process.execPath, ringlock(...line.split(' ').slice(1), '--root', site.folder))),
        )
      else if (line.startsWith('tar ')) said.push(done(await unpackAndInstall(site, line)))
      else throw new Error(`what is ${line}?`)
    }
    assert.match(said.join(''), `Ringlock answers the portal fusionpbx at ${url}.`)
    const doctor = await site.php('app/ringlock/doctor.php')
    assert.not.match(doctor.stdout, /^fault/m)

    const visitor = visitorOf(site, user.domain)
    const page = await givePassword(visitor, user)
    assert.ok(asksForFusionCode(page), page.body)
    const inside = await giveCode(visitor, page, aliceCodes()[0])
    assert.is(whoIsIn(inside), `${user.name}@${user.domain}`)

    // The web server's part, as the second of what the command tells to do next has it.
    const snippet = await readFile(join(site.folder, 'etc/nginx/ringlock.conf'), 'utf8')
    const folder = join(site.folder, 'proxy')
    for (const path of ['logs', 'nginx']) await mkdir(join(folder, path), { recursive: true })
    nginx = await startNginx(folder, { root: site.root, port: proxyPort, snippet })
    await untilAnswering(`http://127.0.0.1:${proxyPort}/ringlock/readyz`)
    const keys = await fetch(`http://127.0.0.1:${proxyPort}/ringlock/.well-known/jwks.json`)
    assert.is(keys.status, 200)
  } finally {
    await nginx?.stop()
    await (server as Server | null)?.stop()
    await site.stop()
  }
})

/** The line as it stands, with the package as it was built and FusionPBX where the double is. */
async function unpackAndInstall(site: FusionpbxSite, line: string): Promise<RunResult> {
  const archive = `ringlock-fusionpbx-${packageJson.version}.tgz`
  const places = [
    ...['--root', site.root, '--settings', site.settingsFile, '--cache', join(site.folder, 'cache')],
    ...['--sessions', join(site.folder, 'sessions')],
  ]
  const command = line
    .replaceAll('VERSION', packageJson.version)
    .replace(archive, file(`dist/modules/${archive}`).pathname)
  return run('sh', ['-c', `cd '${site.folder}' && ${command} ${places.join(' ')}`], { env: site.env })
}

test("README's lines for FusionPBX are those that the command tells", async () => {
  const [install, restart, unpack, ...others] = await commandsBelow('Protect FusionPBX')
  assert.match(install ?? '', /^ringlock module fusionpbx --write /)
  assert.is(restart, 'systemctl restart ringlock')
  const { pbxs } = await import('../../server/cli/module/pbx.ts')
  const next = pbxs.find(({ kind }) => kind === 'fusionpbx')?.next('ringlock-fusionpbx-VERSION.tgz') ?? []
  assert.is(
    unpack?.replaceAll('VERSION', packageJson.version),
    next[0]?.replaceAll('VERSION', packageJson.version),
  )
  assert.equal(others, ['ringlock module fusionpbx'])
})

test.run()
