/** Runs something later, once. */
export type Timer = (run: () => void, ms: number) => { cancel(): void }

/** Longer than Node.js can wait; whoever is woken early looks again. */
const longest = 2 ** 31 - 1

export const systemTimer: Timer = (run, ms) => {
  const timeout = setTimeout(run, Math.min(Math.max(ms, 0), longest))
  return { cancel: () => clearTimeout(timeout) }
}
