import { type Tell, tellNoOne } from './operation.ts'

/** Milliseconds: a person sees no more, and the work is not to be slowed down. */
const interval = 100

/** Tells how far the work is, now and then; what cannot be told is left out. */
export function createTeller(
  doing: string,
  tell: Tell = tellNoOne,
): (done: number, of: number | null) => void {
  let toldAt = Number.NEGATIVE_INFINITY
  let isTelling = false
  return (done, of) => {
    const now = performance.now()
    if (isTelling || now - toldAt < interval) return
    toldAt = now
    isTelling = true
    tell({ progress: { doing, done, of } })
      .catch(() => undefined)
      .finally(() => {
        isTelling = false
      })
  }
}
