import { readFile } from 'node:fs/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type DebianRoot, withDebianRoot } from './debian-root.ts'
import { type FreshUser, freshUser } from './fresh-user.ts'
import { buildPackages, debOf, packages } from './packages.ts'
import { peerTest } from './peers.ts'
import type { RunResult } from './processes.ts'

const needs = ['debian', 'package tools'] as const
const doc = await readFile(new URL('../../docs/pam.md', import.meta.url), 'utf8')
const unixPassword = 'a password of Unix'

/** Accounts of the host that are users of Ringlock, too; one for each way in. */
const [typist, keyboard, keyholder, worker, clerk, helper, late] = [
  ...['typist', 'keyboard', 'keyholder', 'worker', 'clerk', 'helper', 'late'],
].map(freshUser) as [FreshUser, FreshUser, FreshUser, FreshUser, FreshUser, FreshUser, FreshUser]
const users = [typist, keyboard, keyholder, worker, clerk, helper, late]
/** An account of the host that Ringlock does not know. */
const emergency = 'emergency'

peerTest(
  'docs/pam.md: sshd, sudo, su and console ask for the code on a host with the package',
  { needs },
  async () => {
    await buildPackages()
    await withDebianRoot({ '/packages': packages }, async (root) => {
      await prepare(root)
      await passwordAndCode(root)
      await keyAndCode(root)
      await sudoSuAndConsole(root)
      await withoutTheService(root)
    })
  },
)

async function prepare(root: DebianRoot): Promise<void> {
  const double = await readFile(new URL('systemctl-double', import.meta.url), 'utf8')
  await root.put('/usr/bin/systemctl', double, 0o755)
  await root.put('/root/users', users.map(({ line }) => `${line}\n`).join(''))
  await root.sh(`dpkg -i /packages/${debOf('amd64')}
    ringlock user import /root/users
    systemctl enable --now ringlock`)
  for (const { name } of users) await root.sh(`useradd --create-home ${name}`)
  const [, emergencyCommands = ''] = doc.split('```sh\n')
  await root.sh(emergencyCommands.split('```')[0]?.replace(/^passwd.*$/m, '') ?? '')
  await root.sh('chpasswd', {
    input: [...users, { name: emergency }].map(({ name }) => `${name}:${unixPassword}\n`).join(''),
  })
  await root.sh(`mkdir -p /run/sshd && ssh-keygen -A
    ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
    install -d -m 700 -o ${keyholder.name} /home/${keyholder.name}/.ssh
    install -m 600 -o ${keyholder.name} /root/.ssh/id_ed25519.pub /home/${keyholder.name}/.ssh/authorized_keys`)
  // What ssh asks instead of a person.
  await root.put('/usr/bin/answer', '#!/bin/sh\nexec cat /run/typed\n', 0o755)
}

/** The blocks of one section of the document: the lines of auth replace Debian's, other files are written as they stand. */
async function follow(root: DebianRoot, section: string): Promise<void> {
  const [, text = ''] = doc.split(`\n## ${section}\n`)
  const blocks = [...(text.split('\n## ')[0] ?? '').matchAll(/^```\n# (\S+)\n(.*?)^```/gms)]
  assert.ok(blocks.length > 0, section)
  for (const [, file = '', lines = ''] of blocks) {
    if (!file.startsWith('/etc/pam.d/')) await root.put(file, lines)
    else {
      await root.sh(`[ -e ${file}.debian ] || cp ${file} ${file}.debian`)
      await root.put('/run/lines', lines)
      // su's own first line stands in the document, too.
      await root.sh(
        `sed -e '/^auth.*pam_rootok/d' -e '/^@include common-auth/{r /run/lines
          d}' ${file}.debian >${file}`,
      )
    }
  }
}

/** Logs in by one method of ssh, with this at every prompt. */
async function ssh(root: DebianRoot, { name }: FreshUser, method: string, typed: string): Promise<RunResult> {
  await root.put('/run/typed', `${typed}\n`)
  const options = [
    ...['StrictHostKeyChecking=no', 'NumberOfPasswordPrompts=1', 'LogLevel=ERROR'],
    `PreferredAuthentications=${method}`,
  ].flatMap((option) => ['-o', option])
  const env = { SSH_ASKPASS: '/usr/bin/answer', SSH_ASKPASS_REQUIRE: 'force' }
  return root.command('ssh', [...options, `${name}@127.0.0.1`, 'id', '-un'], { env })
}

async function startSshd(root: DebianRoot): Promise<void> {
  await root.sh(`! [ -e /run/sshd.pid ] || { kill $(cat /run/sshd.pid); while [ -e /run/sshd.pid ]; do sleep 0.05; done; }
    /usr/sbin/sshd -t && /usr/sbin/sshd -E /run/sshd.log`)
}

const letsIn = ({ name }: FreshUser, ran: RunResult) => assert.is(ran.stdout, `${name}\n`, ran.stderr)
const keepsOut = (ran: RunResult) => assert.equal([ran.exitCode, ran.stdout], [255, ''])

async function passwordAndCode(root: DebianRoot): Promise<void> {
  await follow(root, 'sshd: password and code')
  await startSshd(root)
  for (const [user, method] of [
    [typist, 'password'],
    [keyboard, 'keyboard-interactive'],
  ] as const) {
    const code = user.code()
    keepsOut(await ssh(root, user, method, user.password))
    keepsOut(await ssh(root, user, method, `${user.password}${user.wrongCode()}`))
    keepsOut(await ssh(root, user, method, unixPassword))
    letsIn(user, await ssh(root, user, method, `${user.password}${code}`))
    keepsOut(await ssh(root, user, method, `${user.password}${code}`))
  }
  keepsOut(await ssh(root, keyholder, 'publickey', ''))
}

async function keyAndCode(root: DebianRoot): Promise<void> {
  await follow(root, 'sshd: key and code')
  await startSshd(root)
  const both = 'publickey,keyboard-interactive'
  const code = keyholder.code()
  keepsOut(await ssh(root, keyholder, 'publickey', code))
  keepsOut(await ssh(root, keyholder, 'keyboard-interactive', code))
  keepsOut(await ssh(root, keyholder, both, keyholder.wrongCode()))
  letsIn(keyholder, await ssh(root, keyholder, both, code))
  keepsOut(await ssh(root, keyholder, both, code))
  keepsOut(await ssh(root, worker, both, worker.code()))
}

/** Through PAM's service of that name, as the program would. */
function authenticate(root: DebianRoot, service: string, name: string, typed: string): Promise<RunResult> {
  return root.command('pamtester', [service, name, 'authenticate', 'setcred'], { input: `${typed}\n` })
}

async function sudoSuAndConsole(root: DebianRoot): Promise<void> {
  await follow(root, 'sudo')
  await follow(root, 'su and console, with a way in for emergencies')
  const codeOfWorker = `${worker.password}${worker.code()}`
  assert.is((await authenticate(root, 'sudo', worker.name, unixPassword)).exitCode, 1)
  assert.is((await authenticate(root, 'sudo', worker.name, codeOfWorker)).exitCode, 0)
  assert.is((await authenticate(root, 'sudo', worker.name, codeOfWorker)).exitCode, 1)

  assert.is((await authenticate(root, 'login', clerk.name, unixPassword)).exitCode, 1)
  assert.is((await authenticate(root, 'login', clerk.name, `${clerk.password}${clerk.code()}`)).exitCode, 0)
  assert.is((await authenticate(root, 'login', emergency, unixPassword)).exitCode, 0)
  assert.is((await authenticate(root, 'login', emergency, 'another password')).exitCode, 1)

  // As a user, because root needs no password for su.
  const su = async (name: string, typed: string) => {
    const command = ['su', worker.name, '-c', `su ${name} -c 'id -un'`] as const
    const { stdout } = await root.command('/usr/bin/env', command, { input: `${typed}\n` })
    return stdout.split('\n').includes(name)
  }
  assert.ok(await su(emergency, unixPassword))
  assert.not(await su(clerk.name, unixPassword))
  assert.ok(await su(helper.name, `${helper.password}${helper.code()}`))
  assert.not(await su(helper.name, `${helper.password}${helper.wrongCode()}`))
}

/** Slower, and as strict; the log says why. */
async function withoutTheService(root: DebianRoot): Promise<void> {
  await root.sh('systemctl stop ringlock')
  const typed = `${late.password}${late.code()}`
  const verify = (input: string) =>
    root.command('/usr/lib/ringlock/bin/ringlock-pam', [], { input, env: { PAM_USER: late.name } })
  const accepted = await verify(typed)
  assert.equal([accepted.exitCode, accepted.stdout], [0, 'Accepted.\n'])
  assert.match(
    accepted.stderr,
    'ringlock.sock: no service listens there; ringlock verify judges this login\n',
  )
  assert.is((await verify(typed)).exitCode, 1)
}

test.run()
