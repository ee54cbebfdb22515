import type { Locale } from './language.ts'
import { account } from './nl/account.ts'
import { adminStatus } from './nl/admin-status.ts'
import { common } from './nl/common.ts'
import { enrolment } from './nl/enrolment.ts'
import { login } from './nl/login.ts'
import { parts } from './nl/parts.ts'
import { proof } from './nl/proof.ts'
import { recoveryCodes } from './nl/recovery-codes.ts'
import { reset } from './nl/reset.ts'

export const locale: Locale = {
  lang: 'nl',
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
