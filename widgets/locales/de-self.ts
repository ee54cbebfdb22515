import { account } from './de/account.ts'
import { adminStatus } from './de/admin-status.ts'
import { enrolment } from './de/enrolment.ts'
import { parts } from './de/parts.ts'
import { proof } from './de/proof.ts'
import { recoveryCodes } from './de/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
