import type { Locale } from './language.ts'
import { adminStatus } from './pt/admin-status.ts'
import { common } from './pt/common.ts'
import { login } from './pt/login.ts'
import { parts } from './pt/parts.ts'
import { proof } from './pt/proof.ts'
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
}
