import type { SelfTexts } from './texts.ts'
import { account } from './zh/account.ts'
import { adminStatus } from './zh/admin-status.ts'
import { enrolment } from './zh/enrolment.ts'
import { parts } from './zh/parts.ts'
import { proof } from './zh/proof.ts'
import { recoveryCodes } from './zh/recovery-codes.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
