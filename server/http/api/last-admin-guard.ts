import type { Step } from '../../enrolment/authenticators.ts'
import type { FoundUser } from '../../users/directory.ts'
import { type Refusal, refuse } from '../transport/reply.ts'
import type { HttpDeps } from './deps.ts'

/** Makes a change unless it would leave nobody who administers and can get in. */
export async function keepingAnAdmin<Result extends object>(
  { guardAdmins }: Pick<HttpDeps, 'guardAdmins'>,
  user: FoundUser,
  step: Step<string>,
  change: () => Promise<Result>,
): Promise<Result | Refusal<'last-admin' | 'unavailable'>> {
  const made = await guardAdmins(user, step, change)
  if (made === 'last-admin') return refuse('last-admin')
  return made === 'unknown' ? refuse('unavailable') : made
}
