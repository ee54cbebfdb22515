import { common } from './es/common.ts'
import { login } from './es/login.ts'
import { reset } from './es/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'es', dir: 'ltr', ...common, ...login, ...reset }
