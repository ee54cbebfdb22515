import { readFile } from 'node:fs/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { upgradeConfig } from '../fixtures/upgrade/known-state.ts'
import { alice, aliceCodes } from './alice.ts'
import { type DebianRoot, withDebianRoot } from './debian-root.ts'
import { type FreshUser, freshUser } from './fresh-user.ts'
import { nodeProgram, tooOldNode } from './nodes.ts'
import { buildPackages, debOf, packages, packageVersion } from './packages.ts'
import { peerTest } from './peers.ts'

const needs = ['debian', 'package tools', 'other Node.js', 'radclient'] as const
const fixture = new URL('../fixtures/upgrade/73bd989/', import.meta.url)
const released = `/packages/${debOf('amd64')}`
/** A lower version, and this one; without compression, which would take most of the time. */
const [older, newer] = ['/root/older.deb', '/root/newer.deb']

peerTest(
  'the package from its installation to its end, beside a Node.js that is too old',
  { needs },
  async () => {
    await buildPackages()
    const shared = {
      '/packages': packages,
      '/usr/local/bin/node': nodeProgram(tooOldNode),
      '/fixture': fixture.pathname,
    }
    await withDebianRoot(shared, async (root) => {
      const double = await readFile(new URL('systemctl-double', import.meta.url), 'utf8')
      await root.put('/usr/bin/systemctl', double, 0o755)
      await root.sh('mkdir -p /run/systemd/system')
      const pristine = await everything(root)

      await installs(root)
      await letsIn(root)
      await removeKeepsData(root)
      await repack(root)
      await upgradeStartsNothing(root)
      await upgradeLosesNoLogin(root)
      await root.sh(
        `rm ${older} ${newer}.moved 2>/dev/null || true; mv ${newer} /run/newer.deb; rm -f /root/users`,
      )
      await root.sh('dpkg --purge ringlock')
      assert.is(await everything(root), pristine, 'purge leaves nothing')

      await takesOverEarlierData(root)
    })
  },
)

/** README's "Set it up", a command a line: the installation, what is done with it, and the start. */
const [, section = ''] = (await readFile(new URL('../../README.md', import.meta.url), 'utf8')).split(
  '## Set it up\n',
)
const [, block = ''] = section.split('```sh\n')
const [install = '', ...setUp] = (block.split('\n```')[0] ?? '').split('\n')

/** It asks nothing, starts nothing, and tells what comes next. */
async function installs(root: DebianRoot): Promise<void> {
  assert.match(await root.sh('node --version'), /^v18\./)
  const line = install.replace('apt install', 'apt-get install --yes').replace('VERSION', packageVersion)
  // apt gives dpkg a terminal.
  const told = (await root.sh(`cd /packages && ${line}`)).replaceAll('\r', '')
  const [, next = ''] = told.split('Next:\n')
  const commands = ['ringlock user add NAME', 'ringlock enrol NAME', 'systemctl enable --now ringlock']
  assert.ok(next.startsWith(commands.map((command) => `  ${command}\n`).join('')), told)
  assert.equal(await asked(root), ['--system daemon-reload'])
  assert.is(
    await root.sh("stat -c '%U %G %a' /etc/ringlock /etc/ringlock/ringlock.yaml /var/lib/ringlock"),
    'root root 755\nroot ringlock 640\nringlock ringlock 700\n',
  )
  assert.is(await root.sh('dpkg --verify ringlock'), '')
  // What only root may change: a service that was taken over must not change its own program.
  const others = '\\( ! -user root -o -perm /022 \\)'
  assert.is(await root.sh(`find $(dpkg -L ringlock) -maxdepth 0 ! -type l ${others}`), '')
  assert.match(await root.sh('ringlock version'), packageVersion.replace('~', '-'))
}

async function letsIn(root: DebianRoot): Promise<void> {
  assert.equal(
    setUp.map((line) => line.split(' ').slice(0, 2).join(' ')),
    ['ringlock user', 'ringlock enrol', 'ringlock doctor', 'systemctl enable'],
  )
  for (const line of setUp) {
    const command = line
      .replace(/ +#.*/, '')
      .replace(/^(ringlock user add.*)/, '$1 --password-stdin')
      .replace(/^(ringlock enrol.*)/, `$1 --totp-secret ${alice.totpSecret}`)
    await root.sh(command, { input: `${alice.password}\n` })
  }
  assert.is(await root.sh('stat -c %U /proc/$(cat /run/ringlock.pid)'), 'ringlock\n')
  assert.is(await root.sh('readlink /proc/$(cat /run/ringlock.pid)/exe'), '/usr/lib/ringlock/bin/node\n')

  const [code] = aliceCodes()
  const accepted = await logIn(root, code)
  assert.is(accepted.stdout, 'Access-Accept\n', accepted.stderr)
  assert.match((await logIn(root, code)).stderr, 'Access-Reject: This code was already used')
}

async function removeKeepsData(root: DebianRoot): Promise<void> {
  await root.sh('dpkg -r ringlock')
  assert.equal((await asked(root)).slice(-2), ['stop ringlock.service', '--system daemon-reload'])
  assert.is((await root.command('systemctl', ['is-active', 'ringlock'])).exitCode, 1)
  assert.match(await root.sh('cat /var/lib/ringlock/users.json'), 'alice')
  assert.match(await root.sh('cat /etc/ringlock/ringlock.yaml'), 'this-machine')
}

async function repack(root: DebianRoot): Promise<void> {
  await root.sh(`
    dpkg-deb -R ${released} /root/tree
    dpkg-deb -Znone -b /root/tree ${newer}
    sed -i 's/^Version: .*/Version: 0.0.1/' /root/tree/DEBIAN/control
    dpkg-deb -Znone -b /root/tree ${older}
    rm -r /root/tree`)
}

async function upgradeStartsNothing(root: DebianRoot): Promise<void> {
  const told = await root.sh(`dpkg -i ${older} && dpkg -i ${newer}`)
  assert.not.match(told, 'Next:', 'it is set up already')
  assert.is((await root.command('systemctl', ['is-active', 'ringlock'])).exitCode, 1)
}

/** Users log in all the time; their NAS sends again what is not answered, as each does. */
async function upgradeLosesNoLogin(root: DebianRoot): Promise<void> {
  const users = Array.from({ length: 1500 }, (_, index) => freshUser(`user${index}`))
  await root.put('/root/users', users.map(({ line }) => `${line}\n`).join(''))
  await root.sh(`dpkg -i ${older} && ringlock user import /root/users && systemctl start ringlock`)
  assert.match(await root.sh('ringlock status user0'), 'user0')
  const pid = await root.sh('cat /run/ringlock.pid')
  const sharedSecret = await sharedSecretOf(root)

  const waiting = [...users]
  const accepted: Login[] = []
  let isUpgrading = true
  const logInOneAfterAnother = async () => {
    for (let user = waiting.shift(); user !== undefined && isUpgrading; user = waiting.shift()) {
      const login = loginOf(user)
      assert.is(await ask(root, sharedSecret, login), 'Access-Accept', user.name)
      accepted.push(login)
    }
  }
  const upgrade = root.command('dpkg', ['-i', newer]).finally(() => {
    isUpgrading = false
  })
  await Promise.all([logInOneAfterAnother(), logInOneAfterAnother()])
  const { exitCode, stdout, stderr } = await upgrade
  assert.is(exitCode, 0, stdout + stderr)
  assert.equal((await asked(root)).slice(-2), ['--system daemon-reload', 'try-restart ringlock.service'])
  assert.is.not(await root.sh('cat /run/ringlock.pid'), pid)
  assert.ok(accepted.length > 5, `${accepted.length} logins meanwhile`)
  assert.ok(waiting.length > 0, 'users lasted until the upgrade was done')

  const last = users.at(-1)
  assert.ok(last)
  assert.is(await ask(root, sharedSecret, loginOf(last)), 'Access-Accept')
  for (const login of accepted.slice(-5))
    assert.is(
      await ask(root, sharedSecret, login),
      'Access-Reject',
      'a code that was used before the upgrade',
    )
}

async function takesOverEarlierData(root: DebianRoot): Promise<void> {
  const known = JSON.parse(await readFile(new URL('known.json', fixture), 'utf8'))
  const userStores = [{ name: 'local', kind: 'file', path: '/var/lib/ringlock/users.json' }]
  const config = { ...upgradeConfig({ port: 8080, mail: 25 }), dataDir: '/var/lib/ringlock', userStores }
  await root.put('/etc/ringlock/ringlock.yaml', JSON.stringify(config), 0o600)
  await root.sh('cp -r /fixture/data /var/lib/ringlock')
  await root.sh('dpkg -i /run/newer.deb')
  await root.sh(`chown root:ringlock /etc/ringlock/ringlock.yaml
    chmod 640 /etc/ringlock/ringlock.yaml
    chown -R ringlock:ringlock /var/lib/ringlock
    chmod 600 /var/lib/ringlock/master.key`)
  await root.sh('systemctl start ringlock')
  const status = JSON.parse(await root.sh('ringlock status --json'))
  const names = status.map(({ name }: { readonly name: string }) => name).sort()
  assert.equal(names, Object.keys(known.people).sort())
  const verify = (password: string) =>
    root.command('/usr/lib/ringlock/bin/ringlock-pam', [], { input: password, env: { PAM_USER: 'dave' } })
  const login = await verify(known.people.dave.password)
  assert.is(login.stdout, 'Accepted.\n', login.stderr)
  assert.is((await verify('another password')).exitCode, 1)
}

/**
 * All files and accounts. Without what dpkg and apt note, and the copies that useradd keeps of what it changes.
 */
function everything(root: DebianRoot): Promise<string> {
  const notOurs = [
    '/etc/(passwd|group|shadow|gshadow|subuid|subgid)-',
    '/var/cache/ldconfig.*',
    '/etc/systemd(/system(/multi-user.target.wants)?)?',
  ]
  return root.sh(`
    find / -xdev \\( -path /var/lib/dpkg -o -path /var/log -o -path '/var/*/apt' \\) -prune -o -print | grep -vxE '${notOurs.join('|')}' | sort
    cat /etc/passwd /etc/group /etc/shadow /etc/gshadow`)
}

/** What systemctl was asked so far. */
async function asked(root: DebianRoot): Promise<string[]> {
  return (await root.sh('cat /run/systemctl.log')).split('\n').slice(0, -1)
}

async function sharedSecretOf(root: DebianRoot): Promise<string> {
  return (await root.sh(`sed -n 's/^ *secret: "\\(.*\\)"/\\1/p' /etc/ringlock/ringlock.yaml`)).trim()
}

async function logIn(root: DebianRoot, code: string) {
  const args = ['login', 'alice', '--server', '127.0.0.1:1812', '--password-stdin', '--code', code]
  const env = { RINGLOCK_RADIUS_SECRET: await sharedSecretOf(root) }
  return root.command('ringlock', args, { input: `${alice.password}\n`, env })
}

async function ask(
  root: DebianRoot,
  sharedSecret: string,
  { name, typed }: Login,
): Promise<string | undefined> {
  const input = `User-Name=${name},User-Password="${typed}",Message-Authenticator=0x00`
  const args = ['-x', '-r', '60', '-t', '1', '127.0.0.1:1812', 'auth', sharedSecret]
  const { stdout } = await root.inItsNetwork('radclient', args, { input })
  return /^Received (\S+)/m.exec(stdout)?.[1]
}

interface Login {
  readonly name: string
  /** Password and code. */
  readonly typed: string
}

function loginOf({ name, password, code }: FreshUser): Login {
  return { name, typed: `${password}${code()}` }
}

test.run()
