import { z } from 'zod'

/** A file tells what it is and in which version, so that no other is taken for it. */
export function storedHeader<const Kind extends string>(kind: Kind) {
  return {
    kind: z.literal(kind, { error: `this is no file of kind ${kind}` }),
    version: z.literal(1, { error: 'this version of ringlock reads version 1' }),
  }
}

/** For openJsonDatabase: throws an error with the first few reasons. */
export function parserOf<T>(schema: z.ZodType<T>): (json: unknown) => T {
  return (json) => {
    const result = schema.safeParse(json)
    if (result.success) return result.data
    throw new Error(result.error.issues.slice(0, 3).map(describeIssue).join('; '))
  }
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}
