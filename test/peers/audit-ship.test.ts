import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ShipConfig } from '../../server/config/load-config.ts'
import { openStreamSender, openUdpSender } from '../../server/shipping/syslog-sender.ts'
import { freePort } from '../free-port.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { makeCertificates } from './certificates.ts'
import { peerTest } from './peers.ts'

const needs = ['rsyslogd', 'openssl'] as const
const at = '2026-12-01T08:00:00.000Z'
const lineOf = (login: string) =>
  `{"seq":1,"at":"${at}","event":"login","outcome":"reject","login":"${login}","door":"http"}`

interface Syslog {
  readonly udp: number
  readonly tcp: number
  readonly tls: number
  readonly ca: string
  /** Resolves when so many messages were received. @returns facility, severity, time, host, app, id and text of each */
  received(count: number): Promise<readonly string[]>
}

/** rsyslog of Debian, which writes the parts of each message as it understood them. */
async function withSyslog(use: (syslog: Syslog) => Promise<void>, name = 'localhost'): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const { ca, certificate, key } = await makeCertificates(folder, name)
    const [udp, tcp, tls] = [await freePort(), await freePort(), await freePort()]
    const out = join(folder, 'received')
    await writeFile(out, '')
    const configFile = join(folder, 'rsyslog.conf')
    await writeFile(
      configFile,
      `global(workDirectory="${folder}" maxMessageSize="8k"
  defaultNetstreamDriverCAFile="${ca}" defaultNetstreamDriverCertFile="${certificate}" defaultNetstreamDriverKeyFile="${key}")
module(load="imudp")
module(load="imtcp")
template(name="parts" type="string" string="%syslogfacility-text%|%syslogseverity-text%|%timereported:::date-rfc3339%|%hostname%|%app-name%|%msgid%|%msg%\\n")
input(type="imudp" address="127.0.0.1" port="${udp}")
input(type="imtcp" address="127.0.0.1" port="${tcp}")
input(type="imtcp" address="127.0.0.1" port="${tls}" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
action(type="omfile" file="${out}" template="parts")
`,
    )
    await chmod(folder, 0o755)
    const server = spawn('rsyslogd', ['-n', '-f', configFile, '-i', join(folder, 'pid')], { stdio: 'ignore' })
    const ended = once(server, 'exit')
    try {
      await use({
        ...{ udp, tcp, tls, ca: await readFile(ca, 'utf8') },
        async received(count) {
          for (;;) {
            const lines = (await readFile(out, 'utf8')).split('\n').filter((line) => line !== '')
            if (lines.length >= count) return lines
            if (server.exitCode !== null) throw new Error('rsyslogd has ended')
            await sleep(20)
          }
        },
      })
    } finally {
      server.kill('SIGTERM')
      await ended
    }
  })
}

const configFor = (to: string): ShipConfig => ({ name: 'siem', to, format: 'json', key: null, ca: null })
const understood = (login: string) =>
  `authpriv|warning|${at.replace('.000Z', '')}|pbx|ringlock|login|${lineOf(login)}`
/** However the fraction and the zone are written. */
const plainTime = (line: string) => line.replace(/(T08:00:00)[^|]*/, '$1').replace('| {', '|{')

async function untilTaken(send: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await send()
    } catch {
      // It does not listen yet.
      await sleep(20)
    }
  }
}

for (const kind of ['udp', 'tcp', 'tls'] as const) {
  peerTest(`rsyslog understands every line over ${kind.toUpperCase()}`, { needs }, () =>
    withSyslog(async (syslog) => {
      const deps = { ca: syslog.ca, host: 'pbx', version: '1', clock: Date.now }
      const open = kind === 'udp' ? openUdpSender : openStreamSender
      const host = kind === 'tls' ? 'localhost' : '127.0.0.1'
      const sender = open(configFor(`${kind}://${host}:${syslog[kind]}`), deps)
      const logins = Array.from({ length: 50 }, (_, i) => `user ${i} é`)
      // TCP first: when it listens, UDP does, too.
      const probe = openStreamSender(configFor(`tcp://127.0.0.1:${syslog.tcp}`), deps)
      await untilTaken(() => probe.send([lineOf('probe')]))
      probe.close()
      await untilTaken(() => sender.send(logins.map(lineOf)))
      const received = (await syslog.received(1 + logins.length)).map(plainTime)
      assert.equal(
        received.filter((line) => !line.includes('probe')),
        logins.map(understood),
      )
      sender.close()
    }),
  )
}

async function refusesTls(syslog: Syslog, ca: string | null): Promise<void> {
  const deps = { ca, host: 'pbx', version: '1', clock: Date.now }
  const probe = openStreamSender(configFor(`tcp://127.0.0.1:${syslog.tcp}`), deps)
  await untilTaken(() => probe.send([lineOf('probe')]))
  const sender = openStreamSender(configFor(`tls://localhost:${syslog.tls}`), deps)
  await sender.send([lineOf('secret')]).then(
    () => assert.unreachable('it was sent'),
    (error: Error) => assert.match(error.message, /certificate/),
  )
  await probe.send([lineOf('last')])
  probe.close()
  assert.not.match((await syslog.received(2)).join('\n'), 'secret')
}

peerTest('a server whose certificate is not trusted gets nothing', { needs }, () =>
  withSyslog((syslog) => refusesTls(syslog, null)),
)

peerTest('one whose certificate is for another name gets nothing', { needs }, () =>
  withSyslog((syslog) => refusesTls(syslog, syslog.ca), 'other.example'),
)

test.run()
