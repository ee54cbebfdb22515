import { openJsonDatabase } from '../../adapters/lowdb/json-database.ts'
import { emptyTally, parseTally } from './tally.ts'

/** Adds numbers from `first` up, many at a time, and sends those that are on the disk, until it is killed. */
const [path = '', first = '0'] = process.argv.slice(2)
const database = await openJsonDatabase(path, { parse: parseTally, initial: emptyTally })

let next = Number(first)
for (;;) {
  const numbers = Array.from({ length: 20 }, () => next++)
  await Promise.all(
    numbers.map((number) => database.update((tally) => ({ ...tally, counts: [...tally.counts, number] }))),
  )
  process.send?.(numbers)
}
