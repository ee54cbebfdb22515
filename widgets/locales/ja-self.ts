import { account } from './ja/account.ts'
import { adminStatus } from './ja/admin-status.ts'
import { enrolment } from './ja/enrolment.ts'
import { parts } from './ja/parts.ts'
import { proof } from './ja/proof.ts'
import { recoveryCodes } from './ja/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
