import { hash } from 'node:crypto'
import type { Config } from './model.ts'

/** What tells each part of a configuration in force from another, and nothing about its secrets. */
export type ConfigPrints = Readonly<Record<string, string>>

const digits = 8
/** Values that are secrets, whatever part they stand in. */
const secretName = /secret|password|^key$/i

/** Two configurations that differ in secrets alone have the same prints: who reads the trail could guess a weak one. */
export function configPrints({ warnings: _, ...parts }: Config): ConfigPrints {
  const prints = Object.entries(parts).map(([name, part]) => {
    const text = JSON.stringify(part, withoutSecrets) ?? ''
    return [name, hash('sha256', text, 'hex').slice(0, digits)] as const
  })
  return Object.fromEntries(prints.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `audit=0f1e2d3c,dataDir=...` */
export function printsText(prints: ConfigPrints): string {
  return Object.entries(prints)
    .map(([name, print]) => `${name}=${print}`)
    .join(',')
}

/** null: not as {@link printsText} writes it. */
export function parsePrints(text: string): ConfigPrints | null {
  const pairs = text.split(',').map((pair) => /^(\w+)=([0-9a-f]{8})$/.exec(pair))
  const found = pairs.flatMap((pair) => (pair === null ? [] : [[pair[1], pair[2]] as const]))
  return found.length < pairs.length ? null : Object.fromEntries(found)
}

/** Names of the parts that differ. */
export function changedParts(before: ConfigPrints, after: ConfigPrints): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => before[name] !== after[name]).sort()
}

/** Places in the file move without a change, and a URL may hold a password. */
function withoutSecrets(name: string, value: unknown): unknown {
  if (name === 'at' || (secretName.test(name) && typeof value === 'string')) return undefined
  return typeof value === 'string' ? value.replace(/(:\/\/[^/@:\s]*):[^/@\s]*@/, '$1@') : value
}
