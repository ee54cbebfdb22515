import { account } from './ja/account.ts'
import { adminStatus } from './ja/admin-status.ts'
import { common } from './ja/common.ts'
import { enrolment } from './ja/enrolment.ts'
import { login } from './ja/login.ts'
import { parts } from './ja/parts.ts'
import { proof } from './ja/proof.ts'
import { recoveryCodes } from './ja/recovery-codes.ts'
import { reset } from './ja/reset.ts'
import type { Locale } from './language.ts'

export const locale: Locale = {
  lang: 'ja',
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
