import {
  countsLogins,
  readAlgorithm,
  readBase32Secret,
  readDigits,
  readPeriod,
} from '../hardware-files/device-values.ts'
import type { Fault } from '../hardware-files/hardware-file.ts'
import {
  type Reading,
  type SetupFile,
  type SetupRow,
  setupOf,
  unreadable,
  usualReading,
} from './setup-file.ts'

/** Parameters of a key URI that change no code; `counter` is HOTP's. */
const inert = [
  'issuer',
  'image',
  'icon',
  'color',
  'lock',
  'counter',
  'name',
  'group',
  'tags',
  'pinned',
  'favorite',
  'id',
]
const used = ['secret', 'algorithm', 'digits', 'period']

/** A list of key URIs, one a line, as Aegis, FreeOTP+ and Stratum write it. */
export function readOtpauthSetups(text: string, reading: Reading = usualReading): SetupFile {
  const rows = uriLines(text).map(
    ({ line, number }): SetupRow => ({ at: `line ${number}`, ...readOtpauthUri(line, reading) }),
  )
  return rows.length === 0 ? unreadable('There is no otpauth:// address in it.') : { result: 'read', rows }
}

/** Its lines without blank ones and comments (`#`), and without the word that zbarimg puts in front. */
export function uriLines(text: string): { readonly line: string; readonly number: number }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ line: line.trim().replace(/^QR-Code:\s*/i, ''), number: i + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
}

/** Key URI Format: `otpauth://totp/Issuer:account?secret=...`. */
export function readOtpauthUri(
  line: string,
  { least }: Reading = usualReading,
): Pick<SetupRow, 'user' | 'setup'> {
  const url = URL.canParse(line) ? new URL(line) : null
  if (url?.protocol === 'otpauth-migration:') return { user: null, setup: googleExport }
  if (url?.protocol !== 'otpauth:') return { user: null, setup: { fault: 'This is no otpauth:// address.' } }
  const user = accountOf(url.pathname.slice(1))
  const type = url.hostname.toLowerCase()
  if (type === 'hotp') return { user, setup: countsLogins }
  if (type !== 'totp') return { user, setup: { fault: 'The type of its codes is another than TOTP.' } }

  const parameters = new Map<string, string>()
  for (const [key, value] of url.searchParams) {
    const name = key.toLowerCase()
    if (!used.includes(name) && !inert.includes(name)) {
      return {
        user,
        setup: { fault: `It has the parameter ${shown(name)}, which is not known and may change the code.` },
      }
    }
    if (used.includes(name) && parameters.has(name))
      return { user, setup: { fault: `It says ${name} twice.` } }
    parameters.set(name, value.trim())
  }
  const setup = setupOf({
    totpSecret: readBase32Secret(parameters.get('secret') ?? '', least),
    algorithm: readAlgorithm(parameters.get('algorithm') ?? ''),
    digits: readDigits(parameters.get('digits') ?? ''),
    period: readPeriod(parameters.get('period') ?? ''),
  })
  return { user, setup }
}

const googleExport: Fault = {
  fault: 'This is an export of Google Authenticator: import it with otpauth-migration.',
}

/** What stands behind the issuer; the colon may be escaped. */
export function accountOf(label: string): string | null {
  const text = decoded(label)
  return text.slice(text.lastIndexOf(':') + 1).trim() || null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A name may be a secret in the wrong place. */
const shown = (name: string) => (/^[a-z_-]{1,12}$/.test(name) ? name : 'of another name')
