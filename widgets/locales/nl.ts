import type { Locale } from './language.ts'
import { adminStatus } from './nl/admin-status.ts'
import { common } from './nl/common.ts'
import { login } from './nl/login.ts'
import { parts } from './nl/parts.ts'
import { proof } from './nl/proof.ts'
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
}
