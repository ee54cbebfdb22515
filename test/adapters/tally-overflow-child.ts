import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { openJsonDatabase } from '../../adapters/lowdb/json-database.ts'
import { emptyTally, parseTally } from './tally.ts'

/** Writes more than it may, and reports what came of it. */
const [path = ''] = process.argv.slice(2)
const database = await openJsonDatabase(path, { parse: parseTally, initial: emptyTally })
const add = (...counts: number[]) =>
  database.update((tally) => ({ ...tally, counts: [...tally.counts, ...counts] }))
const codeOf = (error: NodeJS.ErrnoException) => error.code

await add(1)
const tooMuch = Array.from({ length: 10_000 }, (_, count) => count)
const begun = add(...tooMuch).catch(codeOf)
await new Promise(setImmediate)
// These wait behind the write that fails, and what they would write is built upon it.
const refused = await Promise.all([begun, add(2).catch(codeOf), add(3).catch(codeOf)])
const afterRefusal = database.data
const onDisk = JSON.parse(readFileSync(path, 'utf8'))
const left = readdirSync(dirname(path)).sort()
await add(2)
process.send?.({ refused, afterRefusal, onDisk, left, afterRecovery: database.data })
// Lives until its parent ends it.
process.channel?.ref()
