import { readPeriod, readSecret } from '../hardware-files/device-values.ts'
import type { Fault } from '../hardware-files/hardware-file.ts'
import { type Setup, setupOf } from './setup.ts'

/**
 * A file of libpam-google-authenticator: the secret in base32, then options behind `" `, then scratch codes. The scratch
 * codes are not taken: they are half as long as a recovery code must be.
 */
export function readLibpamSetup(text: string): Setup | Fault {
  const [secret = '', ...rest] = text.trim().split(/\r?\n/)
  const options = new Map(
    rest.flatMap((line) => {
      const [, name, value = ''] = /^" ([A-Z_]+) ?(.*)$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value] as const]
    }),
  )
  if (options.has('HOTP_COUNTER')) return { fault: 'Its codes count logins (HOTP), not time.' }
  if (!options.has('TOTP_AUTH')) return { fault: 'This is no file of libpam-google-authenticator.' }
  return setupOf({
    totpSecret: readSecret(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: readPeriod(options.get('STEP_SIZE') ?? ''),
  })
}
