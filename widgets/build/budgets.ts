import { gzipSync } from 'node:zlib'

/** In kB of 1024 bytes, minified and compressed as a page gets them; the texts are files of their own. */
export const budgets = {
  /** Alone, with Lit. */
  login: 12,
  'ringlock.js': 32,
  'ringlock.iife.js': 32,
} as const

export function kilobytes(text: string): number {
  return gzipSync(text, { level: 9 }).length / 1024
}
