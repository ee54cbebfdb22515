import { common } from './nl/common.ts'
import { login } from './nl/login.ts'
import { reset } from './nl/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'nl', dir: 'ltr', ...common, ...login, ...reset }
