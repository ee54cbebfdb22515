import { z } from 'zod'
import { roles } from '../../../adapters/user-store.ts'
import { nearestCidr, parseCidr, parseListen } from '../addresses.ts'
import { durationMs, durationPattern } from '../values.ts'

/** Everywhere below, a message says what is expected; what was found is worded elsewhere. */

export const durationText = 'a duration such as 30s, 10m, 2h or 7d'

/** Text, not empty. */
export const text = (expected: string) => z.string(expected).min(1, expected)

/** @param most - when given, the longest in words and in milliseconds */
export function duration({ least = 0, most = Infinity, expected = durationText } = {}) {
  return z
    .string(expected)
    .regex(durationPattern, expected)
    .transform(durationMs)
    .refine((ms) => ms >= least && ms <= most, expected)
}

export function wholeNumber(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most}`
  return z.int(expected).min(least, expected).max(most, expected)
}

/**
 * Text that `parse` understands; null is a fault.
 *
 * @param hint - a better word for what is expected instead of this text, where there is one
 */
export function parsed<T>(
  expected: string,
  parse: (text: string) => T | null,
  hint: (text: string) => string | null = () => null,
) {
  return z.string(expected).transform((value, context) => {
    const result = parse(value)
    if (result !== null) return result
    context.addIssue(hint(value) ?? expected)
    return z.NEVER
  })
}

/** One value or a list of them; always a list in the end. */
export function oneOrMore<T extends z.ZodType>(one: T, expected: string) {
  return z
    .union([one, z.array(one).min(1)], expected)
    .transform((value): z.output<T>[] => [value].flat() as z.output<T>[])
}

/** The three places a secret may come from; that exactly one is named is checked where the secret is read. */
export function secretKeys<const Name extends string>(name: Name, what: string) {
  const here = z.string('text (numbers need quotes)').optional().describe(`${what}.`)
  const file = text('the path of a file')
    .optional()
    .describe('Instead: a file that holds it; relative to this file.')
  const env = text('the name of a variable')
    .optional()
    .describe('Instead: an environment variable that holds it.')
  return { [name]: here, [`${name}File`]: file, [`${name}Env`]: env } as Record<
    Name | `${Name}File` | `${Name}Env`,
    z.ZodOptional<z.ZodString>
  >
}

/** For the JSON Schema alone: one of the keys that {@link secretKeys} makes. */
export function exactlyOneSecret(name: string) {
  return { oneOf: [name, `${name}File`, `${name}Env`].map((key) => ({ required: [key] })) }
}

export const role = z.enum(roles)
export const groupName = text('the name of a group')

export const listen = parsed('an IP address and a port: "127.0.0.1:1812" or "[::1]:1812"', parseListen)

export const cidr = parsed(
  'an IP address or a CIDR: "192.0.2.7", "10.0.0.0/8", "2001:db8::/32"',
  parseCidr,
  (typed) => {
    const network = nearestCidr(typed)
    return network === null ? null : `"${network}", or an address alone (bits after the prefix must be 0)`
  },
)

/** Names stand in the audit trail and in throttling keys, where `|` separates. */
export const name = z
  .string('a name')
  .regex(
    /^[^|\p{C}\s]([^|\p{C}]{0,62}[^|\p{C}\s])?$/u,
    'a name of 1 to 64 characters, without | and control characters',
  )
