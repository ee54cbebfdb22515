import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import type { Certificates } from './certificates.ts'
import { postfixProgram } from './peers.ts'
import { run, startServer, systemAccount } from './processes.ts'

export interface Postfix {
  readonly port: number
  /** The mails that were delivered to alice@example.test, once there are so many. */
  delivered(count: number): Promise<readonly string[]>
  /** What it has logged so far. */
  log(): Promise<string>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

/** A private Postfix on loopback that takes mail for example.test over STARTTLS alone and delivers it to a folder. */
export async function startPostfix({ certificate, key }: Certificates): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-postfix-'))
  const port = await freePort()
  const account = await systemAccount('postfix')
  if (account === null) throw new Error('Postfix runs as root alone')
  const at = (name: string) => join(folder, name)
  // Its parts run under an account of their own.
  await chmod(folder, 0o755)
  for (const name of ['etc', 'queue', 'mail']) await mkdir(at(name))
  for (const name of ['data', 'mail/alice']) {
    await mkdir(at(name))
    await chown(at(name), account.uid, account.gid)
  }
  const settings = {
    compatibility_level: '3.6',
    queue_directory: at('queue'),
    data_directory: at('data'),
    maillog_file: at('log'),
    maillog_file_prefixes: folder,
    myhostname: 'mail.example.test',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    alias_maps: '',
    alias_database: '',
    smtputf8_enable: 'yes',
    smtpd_tls_security_level: 'encrypt',
    smtpd_tls_cert_file: certificate,
    smtpd_tls_key_file: key,
    smtpd_relay_restrictions: 'reject_unauth_destination',
    virtual_mailbox_domains: 'example.test',
    virtual_mailbox_base: at('mail'),
    virtual_mailbox_maps: 'inline:{ alice@example.test=alice/ }',
    virtual_minimum_uid: '1',
    virtual_uid_maps: `static:${account.uid}`,
    virtual_gid_maps: `static:${account.gid}`,
  }
  await writeFile(
    at('etc/main.cf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  )
  await writeFile(at('etc/master.cf'), services(port))

  const server = await startServer(postfixProgram, ['-c', at('etc'), 'start-fg'])
  const log = () => readFile(at('log'), 'utf8').catch(() => '')
  while (!(await log()).includes('daemon started')) {
    if (!server.running()) throw new Error(`postfix: ${server.output()}${await log()}`)
    await sleep(50)
  }
  return {
    port,
    log,
    async delivered(count) {
      const inbox = at('mail/alice/new')
      for (;;) {
        const names = await readdir(inbox).catch(() => [])
        if (names.length >= count)
          return Promise.all(names.map((name) => readFile(join(inbox, name), 'utf8')))
        if (!server.running()) throw new Error(`postfix: ${await log()}`)
        await sleep(50)
      }
    },
    async stop() {
      // Its master is another process than the one that was started.
      await run(postfixProgram, ['-c', at('etc'), 'stop'])
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** master.cf: service, type, private, unprivileged, chroot, wakeup, most processes, command. */
function services(port: number): string {
  const rows = [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'proxymap unix - - n - - proxymap',
    'error unix - - n - - error',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'postlog unix-dgram n - n - 1 postlogd',
  ]
  return `${rows.join('\n')}\n`
}
