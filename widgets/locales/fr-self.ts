import { account } from './fr/account.ts'
import { adminStatus } from './fr/admin-status.ts'
import { enrolment } from './fr/enrolment.ts'
import { parts } from './fr/parts.ts'
import { proof } from './fr/proof.ts'
import { recoveryCodes } from './fr/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
