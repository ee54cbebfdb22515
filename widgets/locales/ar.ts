import { common } from './ar/common.ts'
import { login } from './ar/login.ts'
import { reset } from './ar/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'ar', dir: 'rtl', ...common, ...login, ...reset }
