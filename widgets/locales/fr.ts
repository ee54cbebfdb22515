import { common } from './fr/common.ts'
import { login } from './fr/login.ts'
import { reset } from './fr/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'fr', dir: 'ltr', ...common, ...login, ...reset }
