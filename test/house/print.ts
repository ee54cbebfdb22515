import { readFileSync, writeFileSync } from 'node:fs'
import { printedMap, printedParts, withPrinted } from './print-parts.ts'

for (const [path, printed] of [
  ['server/README.md', printedParts()],
  ['README.md', printedMap()],
] as const) {
  writeFileSync(path, withPrinted(readFileSync(path, 'utf8'), printed))
}
