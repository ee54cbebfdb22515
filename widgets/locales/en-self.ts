import { account } from './en/account.ts'
import { adminStatus } from './en/admin-status.ts'
import { enrolment } from './en/enrolment.ts'
import { parts } from './en/parts.ts'
import { proof } from './en/proof.ts'
import { recoveryCodes } from './en/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
