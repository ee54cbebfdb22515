import { hash } from 'node:crypto'
import type { Config } from './model.ts'

/** A short hash for each section of a configuration. Secrets do not go into it. */
export type ConfigFingerprint = Readonly<Record<string, string>>

const digits = 8
/** Keys whose values are secrets, in any section. */
const secretName = /secret|password|^key$/i

/** Ignores secrets: their hash in the audit log would let its readers guess a weak one. */
export function fingerprintConfig({ warnings: _, ...parts }: Config): ConfigFingerprint {
  const prints = Object.entries(parts).map(([name, part]) => {
    const text = JSON.stringify(part, withoutSecrets) ?? ''
    return [name, hash('sha256', text, 'hex').slice(0, digits)] as const
  })
  return Object.fromEntries(prints.sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function formatFingerprint(prints: ConfigFingerprint): string {
  return Object.entries(prints)
    .map(([name, print]) => `${name}=${print}`)
    .join(',')
}

/** null: the text does not have the form of {@link formatFingerprint}. */
export function parseFingerprint(text: string): ConfigFingerprint | null {
  const pairs = text.split(',').map((pair) => /^(\w+)=([0-9a-f]{8})$/.exec(pair))
  const found = pairs.flatMap((pair) => (pair === null ? [] : [[pair[1], pair[2]] as const]))
  return found.length < pairs.length ? null : Object.fromEntries(found)
}

/** Names of the sections that differ. */
export function changedParts(before: ConfigFingerprint, after: ConfigFingerprint): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => before[name] !== after[name]).sort()
}

/** Leaves out positions in the file, which change without meaning, and the passwords of URLs. */
function withoutSecrets(name: string, value: unknown): unknown {
  if (name === 'at' || (secretName.test(name) && typeof value === 'string')) return undefined
  return typeof value === 'string' ? value.replace(/(:\/\/[^/@:\s]*):[^/@\s]*@/, '$1@') : value
}
