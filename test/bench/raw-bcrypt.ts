import { performance } from 'node:perf_hooks'
import { hash, verify } from '@node-rs/bcrypt'

const cost = 8
export const password = 'the password of everybody here'
export const hashPassword = () => hash(password, { cost })

/** Hashes a second with two in flight and nothing else to do. */
export async function rawRate(passwordHash: string, seconds: number): Promise<number> {
  const startedAt = performance.now()
  const elapsed = () => (performance.now() - startedAt) / 1000
  let done = 0
  async function hashOn(): Promise<void> {
    while (elapsed() < seconds) {
      await verify(password, passwordHash)
      done++
    }
  }
  await Promise.all([hashOn(), hashOn()])
  return done / elapsed()
}
