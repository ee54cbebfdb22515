import { account } from './nl/account.ts'
import { adminStatus } from './nl/admin-status.ts'
import { enrolment } from './nl/enrolment.ts'
import { parts } from './nl/parts.ts'
import { proof } from './nl/proof.ts'
import { recoveryCodes } from './nl/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
