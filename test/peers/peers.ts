import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { test, type uvu } from 'uvu'
import { architectures } from '../../packaging/architectures.ts'
import { nodeProgram, supportedNodes, tooOldNode } from './nodes.ts'

/** A Debian 12 with little more than dpkg, as `install` makes it. */
export const pristineDebian = '/opt/ringlock-peers/debian-12'

/** node_modules with what checks Dockerfile and compose file, as `install` brings it. */
export const containerLinters = '/opt/ringlock-peers/container-linters/node_modules'

const packageTools = architectures.flatMap(({ gnu }) => [`${gnu}-gcc`, `${gnu}-strip`])

/** Debian's own Python: the one that Debian's modules are installed for. */
export const debianPython = '/usr/bin/python3'

/** Debian keeps it off the PATH of those who are not root. */
export const postfixProgram = '/usr/sbin/postfix'

/** Debian keeps them off the PATH of those who are not root. */
export const nginxProgram = '/usr/sbin/nginx'

/** Debian keeps it off the PATH of those who are not root. */
export const pgbouncerProgram = '/usr/sbin/pgbouncer'

/** The newest; null: there is none. */
export function phpFpmProgram(): string | null {
  const folder = '/usr/sbin'
  const programs = existsSync(folder) ? readdirSync(folder).filter((name) => /^php-fpm\d/.test(name)) : []
  const newest = programs.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0]
  return newest === undefined ? null : join(folder, newest)
}

const presence = {
  radclient: () => isOnPath('radclient'),
  radtest: () => isOnPath('radtest') && isOnPath('hostname'),
  freeradius: () => isOnPath('freeradius'),
  pamtester: () => isOnPath('pamtester') && canHideFiles(),
  pam_exec: () => isPamModule('pam_exec.so'),
  pam_radius_auth: () => isPamModule('pam_radius_auth.so'),
  pyrad: () => spawnSync(debianPython, ['-c', 'import pyrad']).status === 0,
  eapol_test: () => isOnPath('eapol_test'),
  oathtool: () => isOnPath('oathtool'),
  'google-authenticator': () => isOnPath('google-authenticator'),
  postgres: () => postgresPrograms() !== null,
  pgbouncer: () => existsSync(pgbouncerProgram),
  mariadb: () => isOnPath('mariadbd') && isOnPath('mariadb-install-db'),
  php: () => isOnPath('php'),
  /** Its workers have an account of their own, which only root can give them. */
  'php-fpm': () => phpFpmProgram() !== null && process.getuid?.() === 0,
  pdo_pgsql: () => spawnSync('php', ['-r', 'exit((int) !extension_loaded("pdo_pgsql"));']).status === 0,
  nginx: () => existsSync(nginxProgram),
  'php-curl': () => spawnSync('php', ['-r', 'exit(extension_loaded("curl") ? 0 : 1);']).status === 0,
  'php-mysql': () => spawnSync('php', ['-r', 'exit(extension_loaded("pdo_mysql") ? 0 : 1);']).status === 0,
  /** Its parent has to be root. */
  mod_php: () => existsSync('/usr/lib/apache2/modules/libphp8.2.so') && process.getuid?.() === 0,
  locales: () => existsSync('/usr/share/i18n/locales/de_DE') && isOnPath('localedef'),
  htpasswd: () => isOnPath('htpasswd'),
  slappasswd: () => isOnPath('slappasswd'),
  slapd: () => ['slapd', 'slapadd', 'ldapadd', 'openssl'].every(isOnPath),
  openssl: () => isOnPath('openssl'),
  chromium: () => existsSync('/usr/bin/chromium'),
  zbarimg: () => isOnPath('zbarimg'),
  /** Its master has to be root. */
  postfix: () => existsSync(postfixProgram) && process.getuid?.() === 0,
  /** Namespaces of its own take root. */
  debian: () =>
    existsSync(`${pristineDebian}/usr/bin/dpkg`) &&
    ['unshare', 'nsenter', 'ip'].every(isOnPath) &&
    canHideFiles(),
  'container linters': () => existsSync(`${containerLinters}/dclint`),
  qemu: () => isOnPath('qemu-aarch64-static') && existsSync('/usr/aarch64-linux-gnu/lib/libstdc++.so.6'),
  systemd: () => ['systemd-analyze', 'systemd-notify'].every(isOnPath) && existsSync(debianPython),
  man: () => isOnPath('man'),
  bash: () => isOnPath('bash'),
  fish: () => isOnPath('fish'),
  zsh: () => isOnPath('zsh'),
  'package tools': () => ['dpkg-deb', 'flock', ...packageTools].every(isOnPath),
  promtool: () => isOnPath('promtool'),
  /** With its driver for TLS. */
  rsyslogd: () => isOnPath('rsyslogd') && isLibrary('rsyslog/lmnsd_gtls.so'),
  'other Node.js': () =>
    ([tooOldNode, ...supportedNodes] as const).every((release) => existsSync(nodeProgram(release))),
}
export type Peer = keyof typeof presence

/**
 * A uvu test against real programs. Where one is missing the test is skipped, by name; with CI=true, which promises
 * that all of them are there, it fails.
 */
export function peerTest(
  name: string,
  { needs }: { readonly needs: readonly Peer[] },
  prove: () => Promise<void>,
): void {
  const missing = needs.filter((peer) => !presence[peer]())
  const why = missing.map((peer) => `${peer} is not installed`).join(', ')
  if (missing.length === 0) {
    test(name, prove)
  } else if (process.env.CI === 'true') {
    test(name, () => {
      throw new Error(why)
    })
  } else {
    console.log(`skipped: ${name} (${why})`)
    test.skip(name, prove)
  }
}

/** Suites against real programs: like {@link peerTest}, one skipped test stands for all of them. */
export function peerSuites(
  name: string,
  needs: { readonly needs: readonly Peer[] },
  define: () => void,
): void {
  if (needs.needs.every(isPresent)) define()
  else peerTest(name, needs, async () => {})
}

/** In the place of a suite with a context: one skipped test, or with CI=true a failing one, stands for all of them. */
export function skippedSuite<Context>(
  name: string,
  needs: { readonly needs: readonly Peer[] },
): uvu.Test<Context> {
  const hook = Object.assign(() => {}, { each: () => {} })
  const none = Object.assign(() => {}, { only: () => {}, skip: () => {}, before: hook, after: hook })
  peerTest(name, needs, async () => {})
  return Object.assign(none, { run: () => test.run() })
}

/** The folder of PostgreSQL's server programs, which Debian keeps off the PATH; null where they are not installed. */
export function postgresPrograms(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = versions.map((version) => join(debian, version, 'bin'))
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null
}

/** For suites that no single test stands for. */
export function isPresent(peer: Peer): boolean {
  return presence[peer]()
}

/** In the folder of any architecture. */
function isLibrary(file: string): boolean {
  return readdirSync('/usr/lib').some((folder) => existsSync(join('/usr/lib', folder, file)))
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** PAM's modules lie in a folder named for the machine, as in /lib/x86_64-linux-gnu/security. */
function isPamModule(file: string): boolean {
  return readdirSync('/lib').some((folder) => existsSync(join('/lib', folder, 'security', file)))
}

/** PAM reads its services from /etc alone; a private one takes a mount namespace. */
function canHideFiles(): boolean {
  return spawnSync('unshare', ['--mount', 'true']).status === 0
}
