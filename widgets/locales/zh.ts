import type { Locale } from './language.ts'
import { account } from './zh/account.ts'
import { adminStatus } from './zh/admin-status.ts'
import { common } from './zh/common.ts'
import { enrolment } from './zh/enrolment.ts'
import { login } from './zh/login.ts'
import { parts } from './zh/parts.ts'
import { proof } from './zh/proof.ts'
import { recoveryCodes } from './zh/recovery-codes.ts'
import { reset } from './zh/reset.ts'

export const locale: Locale = {
  lang: 'zh',
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
