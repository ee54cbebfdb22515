import type { Answer, Message, Tell } from '../control/operation.ts'
import type { CommandContext } from './context.ts'

export interface Progress {
  show(state: ProgressState): void
  /** Shows what an operation tells. */
  readonly onMessage: Tell
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
  let latest: ProgressState | null = null
  // Work whose end is not known shows that it goes on.
  let timer: NodeJS.Timeout | null = null

  function draw(): void {
    shownAt = clock()
    if (latest !== null) stderr.write(`\r\u001b[K${describe(latest, shownAt - begun)}`)
  }

  function show(state: ProgressState): void {
    if (stderr.isTTY !== true) return
    latest = state
    timer ??= setInterval(draw, 1000)
    if (clock() - shownAt >= interval) draw()
  }

  return {
    show,
    async onMessage(message) {
      if ('progress' in message) show(message.progress)
    },
    end() {
      if (timer !== null) {
        clearInterval(timer)
        stderr.write('\r\u001b[K')
      }
      timer = null
      latest = null
      const took = clock() - begun
      return took < long ? '' : `, ${seconds(took)}`
    },
  }
}

/** Shows how far the work is until it answers, and says how long it took where that was long. */
export async function withProgress<Data>(
  context: Pick<CommandContext, 'stderr' | 'clock'>,
  work: (progress: Progress) => Promise<Answer<Data>>,
): Promise<Answer<Data>> {
  const progress = createProgress(context)
  try {
    const answer = await work(progress)
    const took = progress.end().slice(2)
    return answer.done && took !== '' ? { ...answer, line: `${answer.line} It took ${took}.` } : answer
  } finally {
    progress.end()
  }
}

/** `Hashing passwords: 312 of 1000, about 12 s left`. */
export function describe({ doing, done, of, unit }: ProgressState, elapsed: number): string {
  if (unit === 'bytes') return `${doing}: ${(done / 1_000_000).toFixed(1)} MB, ${seconds(elapsed)}`
  if (of === null) return `${doing}${done === 0 ? '' : `: ${done}`}, ${seconds(elapsed)}`
  const left = done === 0 ? '' : `, about ${seconds((elapsed / done) * (of - done))} left`
  return `${doing}: ${done} of ${of}${left}`
}

function seconds(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000)
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
