import { createRecordedChanges } from '../audit/recorded-changes.ts'
import { createAdministration } from './administration.ts'
import { createBinding } from './binding.ts'
import { createConfirming } from './confirming.ts'
import type { EnrolmentDeps } from './deps.ts'
import type { Enrolments } from './enrolments.ts'
import { createHardware } from './hardware.ts'
import { createOffering } from './offering.ts'
import { createRecoveryCodes } from './recovery-codes.ts'

export function createEnrolments(given: EnrolmentDeps): Enrolments {
  const deps = { ...given, changes: createRecordedChanges({ ...given, writer: given.writer ?? 'here' }) }
  return {
    ...createBinding(deps),
    ...createOffering(deps),
    ...createConfirming(deps),
    ...createAdministration(deps),
    ...createHardware(deps),
    ...createRecoveryCodes(deps),
  }
}
