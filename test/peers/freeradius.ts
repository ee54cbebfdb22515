import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type Server, startServer } from './processes.ts'
import { untilAnswering } from './status-server.ts'

/** The end of a policy that checks passwords by PAP, and signs what it says: Debian's FreeRADIUS does not by itself. */
export const papWithSignedReplies = `authenticate {
  pap
}
post-auth {
  update reply {
    &Message-Authenticator := 0x00
  }
  Post-Auth-Type REJECT {
    update reply {
      &Message-Authenticator := 0x00
    }
  }
}
`

export interface FreeRadius extends Server {
  readonly port: number
}

export interface FreeRadiusSetup {
  /** Of the only client, 127.0.0.1. */
  readonly sharedSecret: string
  /** Further sections of radiusd.conf: modules, home servers... */
  readonly sections?: string
  /** What stands inside `server default { }`, its listen section excepted. */
  readonly policy: string
  /** Replaces the thread pool's section. */
  readonly threadPool?: string
  /** Beside radiusd.conf: name -> text. `${confdir}/NAME` finds them. */
  readonly files?: Readonly<Record<string, string>>
  /** What goes in front of the command line, as in `taskset -c 0`. */
  readonly wrapper?: readonly string[]
  /** Further command line arguments. */
  readonly args?: readonly string[]
}

/** Starts a private FreeRADIUS on loopback for as long as `use` takes. */
export function withFreeRadius<T>(
  setup: FreeRadiusSetup,
  use: (server: FreeRadius) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    const port = await freePort()
    await writeFile(join(folder, 'dictionary'), '')
    await writeFile(join(folder, 'radiusd.conf'), configuration(folder, port, setup))
    for (const [name, text] of Object.entries(setup.files ?? {})) await writeFile(join(folder, name), text)
    const command = [
      ...(setup.wrapper ?? []),
      'freeradius',
      '-f',
      '-l',
      'stdout',
      '-d',
      folder,
      '-n',
      'radiusd',
    ]
    const [program = '', ...args] = [...command, ...(setup.args ?? [])]
    const server = await startServer(program, args)
    await untilAnswering(server, port, setup.sharedSecret)
    try {
      return await use({ ...server, port })
    } finally {
      await server.stop()
    }
  })
}

/** No realms, no accounting, no request log: only what a test or a benchmark asks for. */
function configuration(folder: string, port: number, setup: FreeRadiusSetup): string {
  return `
prefix = /usr
confdir = ${folder}
logdir = ${folder}
run_dir = ${folder}
libdir = /usr/lib/freeradius
pidfile = ${folder}/pid
max_request_time = 30
cleanup_delay = 5
max_requests = 1048576
hostname_lookups = no
log { destination = stdout, auth = no }
security { max_attributes = 200, reject_delay = 0, status_server = yes }
${setup.threadPool ?? 'thread pool { start_servers = 2, max_servers = 2, max_requests_per_server = 0 }'}
client loopback {
  ipaddr = 127.0.0.1
  secret = "${setup.sharedSecret}"
  require_message_authenticator = yes
}
${setup.sections ?? ''}
server default {
  listen { type = auth, ipaddr = 127.0.0.1, port = ${port}, recv_buff = 4194304 }
${setup.policy}
}
`
}
