import { isoTime } from '../lib/clock.ts'
import type { Hold, HoldCause } from './contract/state-store.ts'

const causes: Readonly<Record<HoldCause, string>> = {
  restored: 'restored: a backup was put back',
  'failed-over': 'failed over: another database server took over, or was recovered to a point in time',
  'unclean-stop':
    'unclean stop: the machine was started anew while the service ran, perhaps from a snapshot of its disk',
}

/** Tells the operator why codes are refused and until when, and that there is nothing to do. */
export function describeHold({ cause, noticedAt, until }: Hold): string {
  return `${causes[cause]} (noticed at ${isoTime(noticedAt)}); codes work again at ${isoTime(until)}, nothing to do`
}
