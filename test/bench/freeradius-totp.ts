import { type FreeRadiusSetup, papWithSignedReplies } from '../peers/freeradius.ts'
import { type BenchUser, sshaBytes } from './population.ts'

export interface TotpServer {
  readonly sharedSecret: string
  readonly users: readonly BenchUser[]
  /** What stands in the users file for a user's password. */
  readonly password: (user: BenchUser) => string
}

/** As FreeRADIUS wants it most: octets in place of base64 that it would decode for each login. */
export const sshaPassword = (user: BenchUser) => `SSHA-Password := 0x${sshaBytes(user).toString('hex')}`

/**
 * FreeRADIUS that does what Ringlock does for an `append` client, save remembering codes for good: the last six digits are split off,
 * rlm_totp compares them, rlm_pap compares the password. Only what that takes is configured; the users are hashed by name in
 * memory, their TOTP keys are octets, and nothing is written for a login.
 */
export function totpSetup({ sharedSecret, users, password }: TotpServer): FreeRadiusSetup {
  const line = (user: BenchUser) =>
    `${user.name} ${password(user)}, TOTP-Key := 0x${user.totpSecret.toString('hex')}\n`
  return { sharedSecret, sections, policy, files: { users: users.map(line).join('') } }
}

const sections = `
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
}
`

const policy = `
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
${papWithSignedReplies}`
