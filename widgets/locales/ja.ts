import { adminStatus } from './ja/admin-status.ts'
import { common } from './ja/common.ts'
import { login } from './ja/login.ts'
import { parts } from './ja/parts.ts'
import { proof } from './ja/proof.ts'
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
}
