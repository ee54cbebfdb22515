import { account } from './es/account.ts'
import { adminStatus } from './es/admin-status.ts'
import { enrolment } from './es/enrolment.ts'
import { parts } from './es/parts.ts'
import { proof } from './es/proof.ts'
import { recoveryCodes } from './es/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
