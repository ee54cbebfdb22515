import { createAdministration } from './administration.ts'
import { createBinding } from './binding.ts'
import { createEnrolmentChanges } from './change.ts'
import { createConfirming } from './confirming.ts'
import type { EnrolmentsDeps } from './deps.ts'
import type { Enrolments } from './enrolments.ts'
import { createHardware } from './hardware.ts'
import { createOffering } from './offering.ts'
import { createRecordedChanges } from './recorded-changes.ts'
import { createRecoveryCodes } from './recovery-codes.ts'

/** Not in enrolments.ts, because each of these operations imports its types from there. */
export function createEnrolments(given: EnrolmentsDeps): Enrolments {
  const { state, guard, onChanged: tell, writer = 'here' } = given
  const changes = createRecordedChanges({ ...given, writer })
  const deps = { ...given, ...createEnrolmentChanges({ state, changes, guard, tell }) }
  return {
    ...createBinding(deps),
    ...createOffering(deps),
    ...createConfirming(deps),
    ...createAdministration(deps),
    ...createHardware(deps),
    ...createRecoveryCodes(deps),
  }
}
