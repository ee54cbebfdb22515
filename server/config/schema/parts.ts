import { z } from 'zod'
import { roles } from '../../../adapters/user-store.ts'
import { nearestCidr, parseCidr, parseListen } from '../addresses.ts'
import { sizeBytes, sizePattern } from '../values.ts'

export {
  duration,
  durationText,
  exactlyOneSecret,
  groupName,
  secretKeys,
  text,
  wholeNumber,
} from '../../../adapters/option-schemas.ts'

export function size({ least, expected }: { readonly least: number; readonly expected: string }) {
  return z
    .string(expected)
    .regex(sizePattern, expected)
    .transform(sizeBytes)
    .refine((bytes) => bytes >= least, expected)
}

/**
 * Text that `parse` accepts; null is a fault.
 *
 * @param hint - a more precise expectation for this text, where there is one
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

/** Accepts one value or a list, and gives a list. */
export function oneOrMore<T extends z.ZodType>(one: T, expected: string) {
  return z
    .union([one, z.array(one).min(1)], expected)
    .transform((value): z.output<T>[] => [value].flat() as z.output<T>[])
}

export const role = z.enum(roles)
export const listen = parsed('an IP address and a port: "127.0.0.1:1812" or "[::1]:1812"', parseListen)

export const cidr = parsed(
  'an IP address or a CIDR: "192.0.2.7", "10.0.0.0/8", "2001:db8::/32"',
  parseCidr,
  (typed) => {
    const network = nearestCidr(typed)
    return network === null ? null : `"${network}", or an address alone (bits after the prefix must be 0)`
  },
)

/** Names appear in the audit log and in throttling keys, which use `|` as separator. */
export const name = z
  .string('a name')
  .regex(
    /^[^|\p{C}\s]([^|\p{C}]{0,62}[^|\p{C}\s])?$/u,
    'a name of 1 to 64 characters, without | and control characters',
  )
