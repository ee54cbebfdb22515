import { type FreeRadiusSetup, papWithSignedReplies } from '../peers/freeradius.ts'
import { type BenchUser, sshaBytes } from './population.ts'

export interface TotpServer {
  readonly sharedSecret: string
  readonly users: readonly BenchUser[]
  /** What stands in the users file for a user's password. */
  readonly password: (user: BenchUser) => string
  /** Absent: a code works until it expires, as rlm_totp remembers nothing. */
  readonly claims?: Claims
}

export interface Claims {
  /** PostgreSQL, with {@link claimTables}. */
  readonly url: string
  /** Of SQL's two rows: a statement and a commit each, as modules of FreeRADIUS are combined, or one for both. */
  readonly statements: 1 | 2
}

/** As FreeRADIUS wants it most: octets in place of base64 that it would decode for each login. */
export const sshaPassword = (user: BenchUser) => `SSHA-Password := 0x${sshaBytes(user).toString('hex')}`

/**
 * FreeRADIUS that does what Ringlock does for an `append` client: the last six digits are split off, rlm_totp compares them, rlm_pap
 * compares the password. Only what that takes is configured; the users are hashed by name in memory, their TOTP keys are
 * octets. Without claims nothing is remembered or written for a login.
 */
export function totpSetup({ sharedSecret, users, password, claims }: TotpServer): FreeRadiusSetup {
  const line = (user: BenchUser) =>
    `${user.name} ${password(user)}, TOTP-Key := 0x${user.totpSecret.toString('hex')}\n`
  const files = { users: users.map(line).join('') }
  if (claims === undefined)
    return { sharedSecret, sections: modules(), policy: `${authorize}${papWithSignedReplies}`, files }
  return {
    sharedSecret,
    files,
    sections: modules(sqlModule(claims.url)),
    policy: `${authorize}${papWithClaims(claims.statements)}`,
    threadPool: `thread pool {\n  start_servers = ${connections}\n  max_servers = ${connections}\n  max_spare_servers = ${connections}\n}`,
  }
}

/** What the claims of FreeRADIUS are kept in. */
export const claimTables = `
  CREATE TABLE claims (user_name text, time_step bigint, PRIMARY KEY (user_name, time_step));
  CREATE TABLE audit (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(),
    user_name text NOT NULL, nas text NOT NULL, outcome text NOT NULL);
`

/** Threads of FreeRADIUS, each with a connection: 64 logins in flight share the commits of PostgreSQL best so. */
const connections = 32

const modules = (further = '') => `
modules {
  always reject {
    rcode = reject
  }
  files {
    usersfile = \${confdir}/users
  }
  totp {
  }
  pap {
    normalise = no
  }
${further}
}
`

function sqlModule(url: string): string {
  const { hostname, port, username, password, pathname } = new URL(url)
  return `
  sql {
    driver = "rlm_sql_postgresql"
    dialect = "postgresql"
    server = "${hostname}"
    port = ${port}
    login = "${username}"
    password = "${password}"
    radius_db = "${pathname.slice(1)}"
    read_clients = no
    read_groups = no
    pool {
      start = ${connections}
      min = ${connections}
      max = ${connections}
      uses = 0
      lifetime = 0
      idle_timeout = 0
    }
  }`
}

const authorize = `
authorize {
  if (!&User-Password || &User-Password !~ /^(.*)([0-9]{6})$/) {
    reject
  }
  update request {
    &User-Password := "%{1}"
    &TOTP-Password := "%{2}"
  }
  files
  totp.authenticate
  if (!ok) {
    reject
  }
  pap
}
`

/**
 * The step is the clock's, as rlm_totp does not tell which one matched. rlm_sql answers how many rows an INSERT made, and what another
 * statement selects.
 */
const claim = `INSERT INTO claims VALUES ('%{User-Name}', %l / 30) ON CONFLICT DO NOTHING`
const auditRow = (values: string) => `INSERT INTO audit (user_name, nas, outcome) ${values}`
const row = (outcome: string) => `'%{User-Name}', '%{Packet-Src-IP-Address}', '${outcome}'`

const statements = {
  1: [`WITH claim AS (${claim} RETURNING 1) ${auditRow(`SELECT ${row('accept')} FROM claim`)} RETURNING 1`],
  2: [claim, auditRow(`VALUES (${row('accept')})`)],
} as const

function papWithClaims(count: Claims['statements']): string {
  const mustInsertOne = (statement: string) => `
    if ("%{sql:${statement}}" != "1") {
      reject
    }`
  return `authenticate {
  Auth-Type PAP {
    pap${statements[count].map(mustInsertOne).join('')}
  }
}
post-auth {
  update reply {
    &Message-Authenticator := 0x00
  }
  Post-Auth-Type REJECT {
    update reply {
      &Message-Authenticator := 0x00
    }
    "%{sql:${auditRow(`VALUES (${row('reject')})`)}}"
  }
}
`
}
