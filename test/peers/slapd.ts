import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { type Entry, ldifOf } from './ldif.ts'
import { run, type Server, startServer } from './processes.ts'
import { signalProcess } from './signal-process.ts'

export const suffix = 'dc=example,dc=test'
export const people = `ou=people,${suffix}`
export const groupsBase = `ou=groups,${suffix}`
/** May read everything but passwords, and as many entries as it likes. */
export const serviceAccount = { dn: `cn=ringlock,${suffix}`, password: 'service account' }
/** May read the same, and is given slapd's usual 500 entries. */
export const limitedAccount = { dn: `cn=limited,${suffix}`, password: 'limited account' }
/** Where it listens too, and for which its certificate is not. */
export const otherAddress = '127.0.0.2'
const manager = { dn: `cn=manager,${suffix}`, password: 'manager' }

export interface Slapd {
  readonly port: number
  readonly tlsPort: number
  /** Signed the server's certificate, which is for 127.0.0.1 and localhost. */
  readonly caFile: string
  /** Signed nothing. */
  readonly otherCaFile: string
  /** Adds entries while it runs; the memberof overlay sees only those. */
  add(entries: readonly Entry[]): Promise<void>
  signal(signal: NodeJS.Signals): Promise<void>
  /** Kills it, if it still runs, and starts it again on the same ports with the same data. */
  restart(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

/** What Active Directory has and inetOrgPerson has not, by the OIDs of MS-ADA. */
const activeDirectory = `
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' SINGLE-VALUE
  EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.2.840.113556.1.4.656 NAME 'userPrincipalName' SINGLE-VALUE
  EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SINGLE-VALUE
  EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' SINGLE-VALUE
  EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
attributetype ( 1.2.840.113556.1.4.782 NAME 'objectCategory' SINGLE-VALUE
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top AUXILIARY
  MAY ( sAMAccountName $ userPrincipalName $ userAccountControl $ objectGUID $ objectCategory ) )
`

const base: readonly Entry[] = [
  { dn: suffix, objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' },
  { dn: people, objectClass: 'organizationalUnit', ou: 'people' },
  { dn: groupsBase, objectClass: 'organizationalUnit', ou: 'groups' },
  ...[serviceAccount, limitedAccount].map(({ dn, password }) => ({
    dn,
    objectClass: ['applicationProcess', 'simpleSecurityObject'],
    userPassword: password,
  })),
]

/** Runs a private slapd, with these entries loaded, for as long as `use` takes. */
export async function withSlapd<T>(entries: readonly Entry[], use: (slapd: Slapd) => Promise<T>): Promise<T> {
  const slapd = await startSlapd(entries)
  try {
    return await use(slapd)
  } finally {
    await slapd.stop()
  }
}

/** Starts a private slapd on loopback, with a folder of its own and these entries loaded. */
export async function startSlapd(entries: readonly Entry[]): Promise<Slapd> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-slapd-'))
  const others = join(folder, 'others')
  await mkdir(others)
  const [certificates, { ca: otherCaFile }] = await Promise.all([
    makeCertificates(folder),
    makeCertificates(others),
  ])
  const [port, tlsPort] = await Promise.all([freePort(), freePort()])
  const config = join(folder, 'slapd.conf')
  await writeFile(join(folder, 'active-directory.schema'), activeDirectory)
  await writeFile(config, configuration(folder, certificates))
  await mkdir(join(folder, 'data'))
  await load(config, [...base, ...entries])

  const url = `ldap://127.0.0.1:${port}`
  const urls = ['127.0.0.1', otherAddress]
    .flatMap((address) => [`ldap://${address}:${port}`, `ldaps://${address}:${tlsPort}`])
    .join(' ')
  const start = () => startListening(config, urls, url)
  let server = await start()
  return {
    port,
    tlsPort,
    caFile: certificates.ca,
    otherCaFile,
    async add(more) {
      const login = ['-x', '-H', url, '-D', manager.dn, '-w', manager.password]
      const { exitCode, stderr } = await run('ldapadd', login, { input: ldifOf(more) })
      if (exitCode !== 0) throw new Error(`ldapadd: ${stderr}`)
    },
    signal: (name) => signalProcess(server.pid, name),
    async restart() {
      await end(server)
      server = await start()
    },
    async stop() {
      await end(server)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function load(config: string, entries: readonly Entry[]): Promise<void> {
  const { exitCode, stderr } = await run('slapadd', ['-q', '-f', config], { input: ldifOf(entries) })
  if (exitCode !== 0) throw new Error(`slapadd: ${stderr}`)
}

async function startListening(config: string, urls: string, url: string): Promise<Server> {
  const server = await startServer('slapd', ['-f', config, '-h', urls, '-d', '0'])
  while ((await run('ldapwhoami', ['-x', '-H', url])).exitCode !== 0) {
    if (!server.running()) throw new Error(`slapd: ${server.output()}`)
    await sleep(20)
  }
  return server
}

/** One that was stopped hears of nothing but SIGKILL. */
async function end(server: Server): Promise<void> {
  if (server.running()) process.kill(server.pid, 'SIGKILL')
  await server.stop()
}

function configuration(folder: string, { certificate, key }: Certificates): string {
  const schemas = ['core', 'cosine', 'inetorgperson'].map((name) => `/etc/ldap/schema/${name}.schema`)
  return `
${[...schemas, `${folder}/active-directory.schema`].map((file) => `include ${file}`).join('\n')}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile ${folder}/pid
TLSCertificateFile ${certificate}
TLSCertificateKeyFile ${key}
database mdb
suffix "${suffix}"
rootdn "${manager.dn}"
rootpw "${manager.password}"
directory ${folder}/data
maxsize 1073741824
dbnosync
index objectClass,uid,mail,member,memberOf,entryUUID eq
limits dn.exact="${serviceAccount.dn}" size=unlimited
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${serviceAccount.dn}" read by dn.exact="${limitedAccount.dn}" read by anonymous auth by * none
overlay memberof
`
}
