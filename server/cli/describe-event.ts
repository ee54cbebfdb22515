import type { RecordedEvent } from '../audit/audit-trail.ts'
import { printable } from './terminal.ts'

/** One line: when, how it ended, what it was, of whom, through what, and why. */
export function describeEvent(event: RecordedEvent): string {
  const { at, outcome, login, userKey, by, door, askedBy, from, source, factors, reason, count } = event
  const who = login ?? userKey
  const words = [
    `${at.slice(0, 19).replace('T', ' ')}Z`,
    outcome.padEnd(11),
    event.event,
    ...(who === undefined ? [] : [who]),
    `${door}${askedBy === undefined ? '' : ` ${askedBy}`}`,
    ...(reason === undefined ? [] : [reason]),
    ...(factors === undefined ? [] : [factors.join(' + ')]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(source === undefined ? [] : [`caller ${source}`]),
    ...(by === undefined ? [] : [`by ${by}`]),
    ...(count === undefined ? [] : [`x ${count}`]),
  ]
  return printable(words.join('  '))
}
