import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Argument, type Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config/load-config.ts'
import { isLoopback } from '../lib/loopback.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, optionsOf } from './command-line.ts'
import type { CommandContext, ExitCode } from './context.ts'
import { type Pbx, pbxs } from './module/pbx.ts'

interface ModuleOptions {
  readonly config: string
  readonly portal?: string
  readonly host?: string
  readonly write?: boolean
  readonly root: string
}

const help = `
Without --write it prints what the PBX needs, and checks what is there. With --write, as root on the PBX's host, it adds the portal to
ringlock.yaml with a key of its own, and writes the module's settings and a part of the web server's configuration.`

export function addModule(program: Command, { context, runs }: CommandLine): void {
  program
    .command('module')
    .addArgument(new Argument('<pbx>', 'the PBX').choices(pbxs.map(({ kind }) => kind)))
    .description("join Ringlock and a PBX's own web logins")
    .option('--portal <name>', "the portal's name in ringlock.yaml (that of the PBX)")
    .option('--host <name>', "the PBX's name for browsers (this host's)")
    .option('--root <dir>', 'where the file system of the PBX begins', '/')
    .option('--write', 'install it')
    .addHelpText('after', help)
    .action(
      runs(async (kind: string, _: unknown, command: Command) => {
        const pbx = pbxs.find((each) => each.kind === kind)
        if (pbx === undefined) throw new RangeError(`no PBX ${kind}`)
        return joinPbx(pbx, optionsOf<ModuleOptions>(command), context)
      }),
    )
}

/** Beside what FusionPBX and demos listen on. */
const usualListen = '127.0.0.1:8090'

async function joinPbx(pbx: Pbx, options: ModuleOptions, context: CommandContext): Promise<ExitCode> {
  const [{ loadConfig }, { portalYaml }, install, { tryRoundTrip }] = await Promise.all([
    import('../config/load-config.ts'),
    import('../config/add-portal.ts'),
    import('./module/install.ts'),
    import('./module/round-trip.ts'),
  ])
  const config = await loadConfig(options.config, context)
  const store = config.userStores.find(({ kind }) => kind === pbx.kind)
  if (store === undefined) {
    throw new CommandError(
      `${options.config} has no user store of ${pbx.title}'s. README.md says what rights it needs; then, below userStores:\n  - ${pbx.userStore}`,
      2,
    )
  }
  if (store.kind === 'freepbx' && store.loginTo !== 'any') {
    context.stderr.write(
      `${store.name} has loginTo: ${store.loginTo}; for both logins of FreePBX's: loginTo: any\n`,
    )
  }
  const name = options.portal ?? pbx.kind
  const known = install.portalOf(config, name)
  if (known !== null && pbx.maySkipPassword && !known.maySkipPassword) {
    throw new CommandError(`The portal ${name} needs maySkipPassword: true in ${options.config}.`, 2)
  }
  if (!/^[\w.-]+$/.test(name))
    throw new CommandError('--portal takes letters, digits, dots, dashes and underscores.', 2)
  const host = options.host ?? hostname()
  const joined = {
    ...{ pbx, portal: name, store: store.name, host },
    ...addressesOf(config, host, known === null),
  }
  const print = (text: string) => context.stdout.write(text)

  if (!options.write) {
    if (known === null) {
      const { entry, http } = install.portalEntries(joined, usualListen)
      print(`${options.config}:\n\n${portalYaml(entry, http)}\n`)
    }
    print(
      `/${pbx.settingsFile} (root:${pbx.account}, 0640):\n\n${install.settingsText(joined, 'THE-KEY-OF-THE-PORTAL')}\n`,
    )
    const proxy = install.proxyText(joined)
    if (proxy !== null) print(`/${pbx.proxyFile}:\n\n${proxy}\n`)
    if (known === null) return 0
    if (known.probe === undefined) {
      const { probe } = install.portalEntries(joined, usualListen).entry
      print(`For doctor and /metrics to watch the module, at the portal ${name} in ${options.config}:\n\n`)
      print(`probe: { url: "${probe.url}" }\n\n`)
    }
    return check({ ...joined, key: known.key }, tryRoundTrip, options.root, print)
  }
  if (process.getuid?.() !== 0) throw new CommandError('--write needs root.', 2)
  const account = await install.findAccount(options.root, pbx.account)
  const key = known?.key ?? (await install.addPortal(joined, usualListen, options.config, context))
  if (account === null) {
    if (known === null) print(`${options.config} is written.\n\n`)
    print(
      `On ${pbx.title}'s host, with the portal's key from here, /${pbx.settingsFile} (root:${pbx.account}, 0640):\n\n`,
    )
    print(install.settingsText(joined, 'THE-KEY-OF-THE-PORTAL'))
    if (!joined.url.startsWith('https:')) {
      context.stderr.write(
        `${pbx.title} on another host needs TLS: set http.listen, http.tls and http.publicUrl.\n`,
      )
    }
    return 0
  }
  const written = await install.installModule(joined, key, options.root, account)
  print(
    [...(known === null ? [options.config] : []), ...written].map((file) => `${file} is written.\n`).join(''),
  )
  const archive = archiveOf(pbx)
  const restart = known === null ? ['systemctl restart ringlock'] : []
  print(
    `\nNext:\n${[...restart, ...pbx.next(archive), `ringlock module ${pbx.kind}`].map((line) => `  ${line}\n`).join('')}`,
  )
  return 0
}

type TryRoundTrip = typeof import('./module/round-trip.ts').tryRoundTrip

/** What Ringlock answers, and then what the module's own doctor says, where it is installed. */
async function check(
  joined: Parameters<TryRoundTrip>[0],
  tryRoundTrip: TryRoundTrip,
  root: string,
  print: (text: string) => void,
): Promise<ExitCode> {
  const fault = await tryRoundTrip(joined)
  if (fault !== null) throw new CommandError(fault)
  print(`Ringlock answers the portal ${joined.portal} at ${joined.url}.\n`)
  const { file, command } = joined.pbx.doctor
  if (root !== '/' || !existsSync(join(root, file))) return 0
  const [program, ...args] = command
  return new Promise((resolve) => {
    execFile(program, args, (error, stdout, stderr) => {
      print(`\n${command.join(' ')}:\n${stdout}${stderr}`)
      resolve(error === null ? 0 : 1)
    })
  })
}

/**
 * Where the PBX reaches Ringlock, and where browsers do. An address of loopback is no browser's: with the portal, it becomes one under
 * the PBX's own origin.
 */
function addressesOf(
  { http }: Config,
  host: string,
  isNew: boolean,
): { readonly url: string; readonly publicUrl: string } {
  const own = `https://${host}/ringlock`
  if (http === null) return { url: `http://${usualListen}`, publicUrl: own }
  const publicUrl = isNew && isLoopback(new URL(http.publicUrl).hostname) ? own : http.publicUrl
  if (http.tls !== null) return { url: http.publicUrl, publicUrl: http.publicUrl }
  const { family, host: bound, port } = http.listen
  const address = ['0.0.0.0', '::'].includes(bound) ? (family === 6 ? '::1' : '127.0.0.1') : bound
  return { url: `http://${family === 6 ? `[${address}]` : address}:${port}`, publicUrl }
}

/** Of this very version, where it is installed with us. */
function archiveOf({ kind }: Pbx): string {
  const file = `ringlock-${kind}-${packageJson.version}.tgz`
  const places = ['../modules/', '../../modules/', '../../dist/modules/']
  const found = places.map((place) => fileURLToPath(new URL(place + file, import.meta.url))).find(existsSync)
  return found ?? file
}
