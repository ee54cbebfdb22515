import { account } from './pt/account.ts'
import { adminStatus } from './pt/admin-status.ts'
import { enrolment } from './pt/enrolment.ts'
import { parts } from './pt/parts.ts'
import { proof } from './pt/proof.ts'
import { recoveryCodes } from './pt/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
