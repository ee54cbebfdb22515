import { account } from './it/account.ts'
import { adminStatus } from './it/admin-status.ts'
import { enrolment } from './it/enrolment.ts'
import { parts } from './it/parts.ts'
import { proof } from './it/proof.ts'
import { recoveryCodes } from './it/recovery-codes.ts'
import type { SelfTexts } from './texts.ts'

export const locale: SelfTexts = {
  ...parts,
  ...proof,
  ...enrolment,
  ...recoveryCodes,
  ...account,
  ...adminStatus,
}
