import { hash } from 'node:crypto'
import { constants, openSync, write } from 'node:fs'
import { join } from 'node:path'

export interface Claim {
  readonly userId: number
  readonly timeStep: number
  /** Called when the claim and its audit line are on the disk. */
  readonly done: (won: boolean) => void
}

/**
 * Takes each time-step of a user once, with an audit line chained to the one before. What arrives while a write is under way goes
 * into the next one. Claims are not read back: after a restart codes work again.
 */
export function openJournal(folder: string): (claim: Claim) => void {
  const flags = constants.O_CREAT | constants.O_WRONLY | constants.O_APPEND | constants.O_DSYNC
  const file = openSync(join(folder, 'journal'), flags, 0o600)
  const lastSteps = new Map<number, number>()
  let waiting: (Claim & { readonly won: boolean })[] = []
  let isWriting = false
  let previous = '0'.repeat(64)
  let written = 0

  function flush(): void {
    if (isWriting || waiting.length === 0) return
    isWriting = true
    const batch = waiting
    waiting = []
    const at = new Date().toISOString()
    let text = ''
    for (const { userId, timeStep, won } of batch) {
      const outcome = won ? 'accept' : 'reject'
      const line = `{"seq":${++written},"at":"${at}","event":"login","outcome":"${outcome}","user":${userId},"step":${timeStep},"prev":"${previous}"}\n`
      previous = hash('sha256', line, 'hex')
      text += line
    }
    write(file, text, (fault) => {
      if (fault) throw fault
      isWriting = false
      for (const { done, won } of batch) done(won)
      flush()
    })
  }

  return ({ userId, timeStep, done }) => {
    const won = timeStep > (lastSteps.get(userId) ?? -1)
    if (won) lastSteps.set(userId, timeStep)
    waiting.push({ userId, timeStep, won, done })
    // The other datagrams of this turn join the same write.
    if (waiting.length === 1 && !isWriting) setImmediate(flush)
  }
}
