import { adminStatus } from './ar/admin-status.ts'
import { common } from './ar/common.ts'
import { login } from './ar/login.ts'
import { parts } from './ar/parts.ts'
import { proof } from './ar/proof.ts'
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
}
