import { readFileSync, writeFileSync } from 'node:fs'
import { printed, withPrinted } from './print-parts.ts'

for (const [path, print] of printed) {
  writeFileSync(path, withPrinted(readFileSync(path, 'utf8'), print()))
}
