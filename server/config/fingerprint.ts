import { hash } from 'node:crypto'
import type { Config } from './model.ts'

/** A short hash for each section of a configuration. Secrets do not go into it. */
export type ConfigFingerprint = Readonly<Record<string, string>>

const digits = 8
/** Values that are secrets, whatever part they stand in. */
const secretName = /secret|password|^key$/i

/** Two configurations that differ in secrets alone have the same fingerprint, because who reads the audit log could guess a weak secret from it. */
export function fingerprintConfig({ warnings: _, ...parts }: Config): ConfigFingerprint {
  const prints = Object.entries(parts).map(([name, part]) => {
    const text = JSON.stringify(part, withoutSecrets) ?? ''
    return [name, hash('sha256', text, 'hex').slice(0, digits)] as const
  })
  return Object.fromEntries(prints.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `audit=0f1e2d3c,dataDir=...` */
export function formatFingerprint(prints: ConfigFingerprint): string {
  return Object.entries(prints)
    .map(([name, print]) => `${name}=${print}`)
    .join(',')
}

/** null: not as {@link formatFingerprint} writes it. */
export function parseFingerprint(text: string): ConfigFingerprint | null {
  const pairs = text.split(',').map((pair) => /^(\w+)=([0-9a-f]{8})$/.exec(pair))
  const found = pairs.flatMap((pair) => (pair === null ? [] : [[pair[1], pair[2]] as const]))
  return found.length < pairs.length ? null : Object.fromEntries(found)
}

/** Names of the parts that differ. */
export function changedParts(before: ConfigFingerprint, after: ConfigFingerprint): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => before[name] !== after[name]).sort()
}

/** Places in the file move without a change, and a URL may hold a password. */
function withoutSecrets(name: string, value: unknown): unknown {
  if (name === 'at' || (secretName.test(name) && typeof value === 'string')) return undefined
  return typeof value === 'string' ? value.replace(/(:\/\/[^/@:\s]*):[^/@\s]*@/, '$1@') : value
}
