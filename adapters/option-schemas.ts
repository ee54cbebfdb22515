import { z } from 'zod'

/** Each message says what is expected. What was found is added elsewhere. */

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Up to six digits: the longest duration is about 2,700 years, which date and timer arithmetic can handle. */
export const durationPattern = /^(0|[1-9]\d{0,5})(s|m|h|d)$/

/** Milliseconds of a text that {@link durationPattern} matches. */
export function durationMs(text: string): number {
  const [, digits, unit] = durationPattern.exec(text) ?? []
  if (unit === undefined || !(unit in unitMs)) throw new RangeError(`not a duration: ${text}`)
  return Number(digits) * unitMs[unit as keyof typeof unitMs]
}

export const durationText = 'a duration such as 30s, 10m, 2h or 7d'

/** Text, not empty. */
export const text = (expected: string) => z.string(expected).min(1, expected)

/** @param most - the upper limit; then `expected` names it too */
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

export const groupName = text('the name of a group')

/** The three keys that can provide a secret. That exactly one is set is checked where the secret is read. */
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

/** For the JSON Schema only: exactly one of the keys of {@link secretKeys}. */
export function exactlyOneSecret(name: string) {
  return { oneOf: [name, `${name}File`, `${name}Env`].map((key) => ({ required: [key] })) }
}
