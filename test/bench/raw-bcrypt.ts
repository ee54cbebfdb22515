import { performance } from 'node:perf_hooks'
import { verify } from '@node-rs/bcrypt'

export const password = 'the password of everybody here'
/** Of that password, at cost 8. */
export const passwordHash = '$2b$08$dPHLX1/v2qeysXOXmn0XheAV29ARagVqGcAIotAy158lzSIL7Mzem'

/** Hashes a second with two in flight and nothing else to do. */
export async function rawRate(seconds: number): Promise<number> {
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
