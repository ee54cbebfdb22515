import { z } from 'zod'

/** Each file names its kind and version, so that no other file is mistaken for it. */
export function storedHeader<const Kind extends string>(kind: Kind) {
  return {
    kind: z.literal(kind, { error: `this is no file of kind ${kind}` }),
    version: z.literal(1, { error: 'this version of ringlock reads version 1' }),
  }
}

/** Checks a row without copying it: copies of ten thousand rows would cost memory and time at the start. */
export function asIs<T>(row: z.ZodType<T>): z.ZodType<T> {
  return z.custom<T>().superRefine((value, context) => {
    const { error } = row.safeParse(value)
    for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message })
  })
}

/** For openJsonDatabase: throws an error with the first few reasons. */
export function parserOf<T>(schema: z.ZodType<T>): (json: unknown) => T {
  return (json) => {
    const result = schema.safeParse(json)
    if (result.success) return result.data
    throw new Error(result.error.issues.slice(0, 3).map(describeIssue).join('; '))
  }
}

/** Path and message, without the value, which may be a password. */
export function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}
