import type { AuditEvent, AuditTrail } from './audit-trail.ts'

/**
 * Makes a change after its line is on the disk: cut off in between, it leaves a line too many, never a change without one. A
 * change that fails has a second line, which says so.
 *
 * @param isMade - whether what the change answered means that it was made
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
