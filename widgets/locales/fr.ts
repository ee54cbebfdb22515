import { account } from './fr/account.ts'
import { adminStatus } from './fr/admin-status.ts'
import { common } from './fr/common.ts'
import { enrolment } from './fr/enrolment.ts'
import { login } from './fr/login.ts'
import { parts } from './fr/parts.ts'
import { proof } from './fr/proof.ts'
import { recoveryCodes } from './fr/recovery-codes.ts'
import { reset } from './fr/reset.ts'
import type { Locale } from './language.ts'

export const locale: Locale = {
  lang: 'fr',
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
