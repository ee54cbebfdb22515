import { adminStatus } from './es/admin-status.ts'
import { common } from './es/common.ts'
import { login } from './es/login.ts'
import { parts } from './es/parts.ts'
import { proof } from './es/proof.ts'
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
}
