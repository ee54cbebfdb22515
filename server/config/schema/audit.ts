import { z } from 'zod'
import { duration, size } from './parts.ts'

const minute = 60_000
const leastSize = 1e6

export const audit = z.strictObject({
  keep: duration({ least: minute, expected: 'a duration of 1m or more, such as 400d' })
    .prefault('400d')
    .describe('How long lines are kept; whole files are deleted, the oldest first.'),
  maxSize: size({ least: leastSize, expected: 'a size of 1MB or more, such as 500MB or 5GB' })
    .prefault('5GB')
    .describe('The size of all files of the audit trail together.'),
})
