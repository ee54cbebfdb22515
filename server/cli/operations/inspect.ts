import { done } from '../answer.ts'
import type { Operation } from './operation.ts'
import { allStatus } from './status.ts'

export interface InspectRequest {
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface Inspection {
  /** Milliseconds since the epoch. */
  readonly floor: number
  readonly users: number
  readonly enrolled: number
  /** Who must have a second factor and has none. */
  readonly missing: readonly { readonly name: string; readonly overdue: boolean }[]
}

/** What `doctor` wants to know of an open store. */
export const inspect: Operation<InspectRequest, Inspection> = async (service, { now }) => {
  const all = await allStatus(service, { now })
  if (!all.done) return all
  const missing = all.data.filter(
    (user) => user.requirement === 'required' && user.secondFactor !== 'enabled',
  )
  return done(all.line, {
    floor: service.state.floor(),
    users: all.data.length,
    enrolled: all.data.filter(({ secondFactor }) => secondFactor === 'enabled').length,
    missing: missing.map(({ name, overdue }) => ({ name, overdue })),
  })
}
