import { createAdministration } from './administration.ts'
import { createBinding } from './binding.ts'
import { createConfirming } from './confirming.ts'
import type { Enrolments } from './enrolments.ts'
import { createHardware } from './hardware.ts'
import { createOffering } from './offering.ts'
import type { EnrolmentParts } from './parts.ts'
import { createRecoveryCodes } from './recovery-codes.ts'

export function createEnrolments(parts: EnrolmentParts): Enrolments {
  return {
    ...createBinding(parts),
    ...createOffering(parts),
    ...createConfirming(parts),
    ...createAdministration(parts),
    ...createHardware(parts),
    ...createRecoveryCodes(parts),
  }
}
