import { account } from './es/account.ts'
import { adminStatus } from './es/admin-status.ts'
import { common } from './es/common.ts'
import { enrolment } from './es/enrolment.ts'
import { login } from './es/login.ts'
import { parts } from './es/parts.ts'
import { proof } from './es/proof.ts'
import { recoveryCodes } from './es/recovery-codes.ts'
import { reset } from './es/reset.ts'
import type { Locale } from './language.ts'

export const locale: Locale = {
  lang: 'es',
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
