import { account } from './ar/account.ts'
import { adminStatus } from './ar/admin-status.ts'
import { enrolment } from './ar/enrolment.ts'
import { parts } from './ar/parts.ts'
import { proof } from './ar/proof.ts'
import { recoveryCodes } from './ar/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
