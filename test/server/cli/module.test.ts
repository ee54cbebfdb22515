import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadConfig } from '../../../server/config/load-config.ts'
import { type CommandFolder, withCommandFolder } from './commands.ts'

const store = { name: 'pbx', kind: 'freepbx', loginTo: 'any', host: '127.0.0.1', port: 1, password: 'x' }
const fusion = { name: 'fusion', kind: 'fusionpbx', host: '127.0.0.1', port: 1, password: 'x' }

const written = `# The office's PBX.
userStores:
  - { name: pbx, kind: freepbx, loginTo: any, host: 127.0.0.1, port: 1, password: x } # read-only
http:
  listen: "127.0.0.1:8090" # loopback
  portals: [] # none yet
`

/** The root of a PBX's file system, as far as the command looks at it. */
async function rootIn(folder: string): Promise<string> {
  const root = join(folder, 'root')
  for (const path of ['etc/apache2/conf-available', 'etc/nginx'])
    await mkdir(join(root, path), { recursive: true })
  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0::/:/bin/sh\nasterisk:x:995:994::/:/bin/sh\nwww-data:x:33:33::/:\n',
  )
  return root
}

const isRoot = process.getuid?.() === 0
const asRoot = isRoot ? test : test.skip

async function write(folder: CommandFolder, ...args: readonly string[]) {
  const root = await rootIn(folder.folder)
  return { root, ran: await folder.run(['module', 'freepbx', '--write', '--root', root, ...args]) }
}

test('module prints what a PBX needs, with no key in it, and writes nothing', () =>
  withCommandFolder(async (folder) => {
    await folder.configure({ userStores: [store, fusion] })
    const before = await readFile(folder.configFile, 'utf8')
    const free = await folder.run(['module', 'freepbx', '--host', 'pbx.example.org'])
    assert.is(free.exitCode, 0)
    assert.match(free.stdout, /publicUrl: https:\/\/pbx\.example\.org\/ringlock\n/)
    assert.match(free.stdout, /keyFile: freepbx-portal-key\n[\s\S]*maySkipPassword: true\n/)
    assert.match(free.stdout, /user_store = "pbx"/)
    assert.match(free.stdout, /probe:\n +url: https:\/\/pbx\.example\.org\/admin\/config\.php\n/)
    assert.match(free.stdout, /<Location "\/ringlock\/">[\s\S]*ProxyPass "http:\/\/127\.0\.0\.1:8090\/"/)
    const other = await folder.run(['module', 'fusionpbx', '--host', 'pbx.example.org', '--portal', 'two'])
    assert.match(other.stdout, /url: https:\/\/pbx\.example\.org\/app\/ringlock\/probe\.php\n/)
    assert.match(other.stdout, /portal = "two"\n[\s\S]*user_store = "fusion"/)
    assert.match(other.stdout, /location \^~ \/ringlock\/ \{\n +proxy_pass http:\/\/127\.0\.0\.1:8090\/;/)
    assert.not.match(other.stdout, 'maySkipPassword')
    assert.is(await readFile(folder.configFile, 'utf8'), before)
    assert.equal((await readdir(folder.folder)).sort(), ['ringlock.yaml'])
  }))

asRoot('--write adds the portal, keeps comments, and writes settings that others cannot read', () =>
  withCommandFolder(async (folder) => {
    await writeFile(folder.configFile, written, { mode: 0o600 })
    const { root, ran } = await write(folder, '--host', 'pbx.example.org')
    assert.is(ran.exitCode, 0, ran.stderr)
    const yaml = await readFile(folder.configFile, 'utf8')
    for (const kept of ["# The office's PBX.", '# read-only', '# loopback'])
      assert.ok(yaml.includes(kept), kept)
    const { http } = await loadConfig(folder.configFile, { env: {} })
    assert.is(http?.publicUrl, 'https://pbx.example.org/ringlock')
    assert.equal(http?.trustedProxies, ['127.0.0.1/32'])
    const [portal] = http?.portals ?? []
    assert.equal(
      { ...portal, key: '' },
      {
        ...{ name: 'freepbx', key: '', origins: ['https://pbx.example.org'] },
        ...{ maySetRole: false, maySkipPassword: true },
        probe: { url: 'https://pbx.example.org/admin/config.php', ca: null },
      },
    )
    assert.match(portal?.key ?? '', /^[0-9a-f]{64}$/)
    const modeOf = async (path: string) => {
      const { mode, uid, gid } = await stat(path)
      return `${(mode & 0o777).toString(8)} ${uid}:${gid}`
    }
    assert.is(await modeOf(join(folder.folder, 'freepbx-portal-key')), '600 0:0')
    assert.is(await modeOf(folder.configFile), '600 0:0')
    assert.is(await modeOf(join(root, 'etc/ringlock-freepbx.ini')), '640 0:994')
    assert.is(await modeOf(join(root, 'var/cache/ringlock-freepbx')), '700 995:994')
    assert.equal((await readFile(join(root, 'etc/ringlock-freepbx.ini'), 'utf8')).split('\n'), [
      'url = "http://127.0.0.1:8090"',
      'public_url = "https://pbx.example.org/ringlock"',
      'portal = "freepbx"',
      `key = "${portal?.key}"`,
      'user_store = "pbx"',
      'cache_folder = "/var/cache/ringlock-freepbx"',
      '',
    ])
    assert.match(await readFile(join(root, 'etc/apache2/conf-available/ringlock.conf'), 'utf8'), 'ProxyPass')
    assert.not.match(ran.stdout + ran.stderr, portal?.key ?? '?')
    assert.match(
      ran.stdout,
      /systemctl restart ringlock\n +tar xzf .*ringlock-freepbx-.*\.tgz[\s\S]*fwconsole ma install ringlock/,
    )

    // Once more: the portal and its key stay.
    const again = await write(folder, '--host', 'other.example.org')
    assert.is(again.ran.exitCode, 0)
    assert.is(await readFile(folder.configFile, 'utf8'), yaml)
    assert.not.match(again.ran.stdout, 'systemctl restart ringlock')

    const check = await folder.run(['module', 'freepbx'])
    assert.is(check.exitCode, 1)
    assert.match(check.stderr, /^Ringlock does not answer at http:\/\/127\.0\.0\.1:8090/)
    assert.not.match(check.stdout, portal?.key ?? '?')
  }),
)

asRoot('what cannot be joined is refused, and everything stays as it was', () =>
  withCommandFolder(async (folder) => {
    const refused = async (config: object, says: RegExp, ...args: readonly string[]) => {
      await folder.configure(config)
      const before = await readFile(folder.configFile, 'utf8')
      const { root, ran } = await write(folder, ...args)
      assert.ok(ran.exitCode === 1 || ran.exitCode === 2)
      assert.match(ran.stderr, says)
      assert.is(await readFile(folder.configFile, 'utf8'), before)
      assert.equal((await readdir(folder.folder)).sort(), ['ringlock.yaml', 'root'])
      assert.equal((await readdir(join(root, 'etc'))).sort(), ['apache2', 'nginx', 'passwd'])
    }
    await refused({}, /no user store of FreePBX's/)
    await refused({ userStores: [store] }, /--portal takes/, '--portal', '../x')
    const portal = { name: 'freepbx', key: 'k'.repeat(32), origins: [] }
    await refused({ userStores: [store], http: { portals: [portal] } }, /needs maySkipPassword: true/)
    const quoted = { ...portal, key: '"'.repeat(32), maySkipPassword: true }
    await refused(
      { userStores: [store], http: { portals: [quoted] } },
      /a character that the settings cannot hold/,
    )
    assert.is((await folder.run(['module', 'asterisk'])).exitCode, 2)
    // A fault that only the check finds, as serve would.
    const radius = {
      clients: [
        {
          name: 'a',
          address: '::1',
          secret: 'x'.repeat(16),
          reply: [{ when: { role: 'admin' }, attributes: { Bogus: 1 } }],
        },
      ],
    }
    await refused({ userStores: [store], radius }, /Bogus/)
  }),
)

asRoot(
  'a key that is there already is not overwritten, and no other account can read the one that is made',
  () =>
    withCommandFolder(async (folder) => {
      await folder.configure({ userStores: [store] })
      const key = join(folder.folder, 'freepbx-portal-key')
      await writeFile(key, 'of somebody else')
      await chmod(key, 0o600)
      const { ran } = await write(folder)
      assert.is(ran.exitCode, 1)
      assert.match(ran.stderr, /is there already, and no portal uses it/)
      assert.is(await readFile(key, 'utf8'), 'of somebody else')
    }),
)

asRoot('settings that somebody wrote stay, but for who the portal is', () =>
  withCommandFolder(async (folder) => {
    await folder.configure({ userStores: [store] })
    const settings = join(await rootIn(folder.folder), 'etc/ringlock-freepbx.ini')
    await writeFile(
      settings,
      'url[] = https://a\nurl[] = https://b\nkey = old\n; of ours\napi_password = yes\nportal = x\n',
    )
    assert.is((await write(folder, '--host', 'pbx.example.org')).ran.exitCode, 0)
    const lines = (await readFile(settings, 'utf8')).split('\n')
    assert.equal(lines.slice(0, 4), [
      'url[] = https://a',
      'url[] = https://b',
      '; of ours',
      'api_password = yes',
    ])
    assert.equal(
      lines.slice(4).map((line) => line.split(' ')[0]),
      ['public_url', 'portal', 'key', 'user_store', 'cache_folder', ''],
    )
  }),
)

asRoot("on a host that is not the PBX's, the portal alone is written, and TLS asked for", () =>
  withCommandFolder(async (folder) => {
    await folder.configure({ userStores: [store] })
    const root = join(folder.folder, 'root')
    await mkdir(root)
    const ran = await folder.run(['module', 'freepbx', '--write', '--root', root])
    assert.is(ran.exitCode, 0)
    assert.match(ran.stdout, /key = "THE-KEY-OF-THE-PORTAL"/)
    assert.match(ran.stderr, /^FreePBX on another host needs TLS/)
    assert.equal(await readdir(root), [])
    const { http } = await loadConfig(folder.configFile, { env: {} })
    assert.is(http?.portals[0]?.name, 'freepbx')
    assert.not.match(ran.stdout, http?.portals[0]?.key ?? '?')
  }),
)

test.run()
