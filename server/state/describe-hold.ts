import type { Hold, HoldCause } from './contract/state-store.ts'

const causes: Readonly<Record<HoldCause, string>> = {
  restored: 'restored: a backup was put back',
  'failed-over': 'failed over: another database server took over, or was recovered to a point in time',
  'unclean-stop':
    'unclean stop: the machine was started anew while the service ran, perhaps from a snapshot of its disk',
}

/** Why codes are refused, until when, and that the operator need do nothing. */
export function describeHold({ cause, noticedAt, until }: Hold): string {
  const iso = (time: number) => new Date(time).toISOString()
  return `${causes[cause]} (noticed at ${iso(noticedAt)}); codes work again at ${iso(until)}, nothing to do`
}
