import { countsLogins, readBase32Secret, readPeriod } from '../hardware-files/device-values.ts'
import type { Fault } from '../hardware-files/hardware-file.ts'
import { type Reading, type SetupRow, setupOf, usualReading } from './setup-file.ts'

/** Codes that are accepted at one time where the policy says nothing else. */
const usualWindow = 3
/** Time-steps. */
const greatestSkew = 100

/**
 * A file of libpam-google-authenticator: the secret in base32, then options behind `" `, then scratch codes. The scratch
 * codes are not taken: they are half as long as a recovery code must be. TIME_SKEW is how many time-steps the user's clock
 * is ahead of the host's.
 */
export function readLibpamSetup(
  text: string,
  { least }: Reading = usualReading,
): Pick<SetupRow, 'setup' | 'note'> {
  const [secret = '', ...rest] = text.trim().split(/\r?\n/)
  const options = new Map(
    rest.flatMap((line) => {
      const [, name, value = ''] = /^" ([A-Z_]+) ?(.*)$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value.trim()] as const]
    }),
  )
  if (options.has('HOTP_COUNTER')) return { setup: countsLogins }
  if (!options.has('TOTP_AUTH'))
    return { setup: { fault: 'This is no file of libpam-google-authenticator.' } }
  const skew = readSkew(options.get('TIME_SKEW') ?? '0')
  const setup = setupOf({
    totpSecret: readBase32Secret(secret.replace(/\s/g, ''), least),
    algorithm: 'SHA1',
    digits: 6,
    period: readPeriod(options.get('STEP_SIZE') ?? ''),
    ...(skew === 0 ? {} : { stepOffset: skew }),
  })
  const window = options.get('WINDOW_SIZE') ?? ''
  return Number(window) > usualWindow ? { setup, note: windowNote(window) } : { setup }
}

function readSkew(text: string): number | Fault {
  const skew = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return Math.abs(skew) <= greatestSkew
    ? skew
    : { fault: `The time skew (TIME_SKEW) is no number of time-steps up to ${greatestSkew}.` }
}

/** The window is the policy's here: a clock that needed a wider one has to be set right. */
function windowNote(window: string): string {
  return `WINDOW_SIZE ${window} is not taken over: policy.driftWindow says how far a clock may be off.`
}
