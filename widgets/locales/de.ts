import { account } from './de/account.ts'
import { adminStatus } from './de/admin-status.ts'
import { common } from './de/common.ts'
import { enrolment } from './de/enrolment.ts'
import { login } from './de/login.ts'
import { parts } from './de/parts.ts'
import { proof } from './de/proof.ts'
import { recoveryCodes } from './de/recovery-codes.ts'
import { reset } from './de/reset.ts'
import type { Locale } from './language.ts'

export const locale: Locale = {
  lang: 'de',
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
