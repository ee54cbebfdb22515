import type { Message } from '../control/operation.ts'
import type { CommandContext } from './context.ts'

export interface Progress {
  show(state: ProgressState): void
  /** Removes the line. Says how long it took, as a further part of a list in brackets; '' for short work. */
  end(): string
}

type ProgressState = Extract<Message, { readonly progress: unknown }>['progress'] & {
  readonly unit?: 'bytes'
}

/** Milliseconds between two states of the line: more often is only flicker. */
const interval = 100
/** Milliseconds; of shorter work it is not said how long it took. */
const long = 1000

/** One line on a terminal, written over and over; without a terminal nothing is shown. */
export function createProgress({ stderr, clock }: Pick<CommandContext, 'stderr' | 'clock'>): Progress {
  const begun = clock()
  let shownAt = Number.NEGATIVE_INFINITY
  let isShown = false
  return {
    show(state) {
      const now = clock()
      if (stderr.isTTY !== true || now - shownAt < interval) return
      shownAt = now
      isShown = true
      stderr.write(`\r\u001b[K${describe(state, now - begun)}`)
    },
    end() {
      if (isShown) stderr.write('\r\u001b[K')
      isShown = false
      const took = clock() - begun
      return took < long ? '' : `, ${seconds(took)}`
    },
  }
}

/** `Hashing passwords: 312 of 1000, about 12 s left`. */
export function describe({ doing, done, of, unit }: ProgressState, elapsed: number): string {
  if (unit === 'bytes') return `${doing}: ${(done / 1_000_000).toFixed(1)} MB, ${seconds(elapsed)}`
  if (of === null) return `${doing}: ${done}, ${seconds(elapsed)}`
  const left = done === 0 ? '' : `, about ${seconds((elapsed / done) * (of - done))} left`
  return `${doing}: ${done} of ${of}${left}`
}

function seconds(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000)
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
