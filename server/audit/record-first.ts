import type { AuditEvent, AuditTrail } from './audit-trail.ts'

/**
 * Writes the line to the disk, then makes the change: a crash in between leaves a line without a change, never a change
 * without a line. A change that fails gets a second line that says so.
 *
 * @param isMade - whether this result means that the change was made
 */
export async function recordFirst<Result>(
  audit: AuditTrail,
  event: AuditEvent,
  change: () => Promise<Result>,
  isMade: (result: Result) => boolean = () => true,
): Promise<Result> {
  await audit.record({ ...event, outcome: 'done' })
  const takeBack = () => audit.record({ ...event, outcome: 'refused', reason: 'not-done' })
  let result: Result
  try {
    result = await change()
  } catch (error) {
    await takeBack().catch(() => undefined)
    throw error
  }
  if (!isMade(result)) await takeBack()
  return result
}
