import type { Locale } from './language.ts'
import { account } from './pt/account.ts'
import { adminStatus } from './pt/admin-status.ts'
import { common } from './pt/common.ts'
import { enrolment } from './pt/enrolment.ts'
import { login } from './pt/login.ts'
import { parts } from './pt/parts.ts'
import { proof } from './pt/proof.ts'
import { recoveryCodes } from './pt/recovery-codes.ts'
import { reset } from './pt/reset.ts'

export const locale: Locale = {
  lang: 'pt',
  dir: 'ltr',
  ...common,
  ...parts,
  ...proof,
  ...login,
  ...reset,
  ...adminStatus,
  ...account,
  ...enrolment,
  ...recoveryCodes,
}
