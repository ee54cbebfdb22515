import { gzipSync } from 'node:zlib'

/** Bytes, minified and compressed as a page gets them. */
export const budgets = {
  /** With Lit, and everything else it needs. */
  login: 12 * 1024,
  'ringlock.js': 32 * 1024,
  'ringlock.iife.js': 32 * 1024,
} as const

export function gzipBytes(text: string): number {
  return gzipSync(text, { level: 9 }).length
}
