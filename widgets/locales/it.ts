import { account } from './it/account.ts'
import { adminStatus } from './it/admin-status.ts'
import { common } from './it/common.ts'
import { enrolment } from './it/enrolment.ts'
import { login } from './it/login.ts'
import { parts } from './it/parts.ts'
import { proof } from './it/proof.ts'
import { recoveryCodes } from './it/recovery-codes.ts'
import { reset } from './it/reset.ts'
import type { Locale } from './language.ts'

export const locale: Locale = {
  lang: 'it',
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
