import { account } from './ar/account.ts'
import { adminStatus } from './ar/admin-status.ts'
import { common } from './ar/common.ts'
import { enrolment } from './ar/enrolment.ts'
import { login } from './ar/login.ts'
import { parts } from './ar/parts.ts'
import { proof } from './ar/proof.ts'
import { recoveryCodes } from './ar/recovery-codes.ts'
import { reset } from './ar/reset.ts'
import type { Locale } from './language.ts'

export const locale: Locale = {
  lang: 'ar',
  dir: 'rtl',
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
