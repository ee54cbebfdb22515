import { common } from './en/common.ts'
import { login } from './en/login.ts'
import { reset } from './en/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'en', dir: 'ltr', ...common, ...login, ...reset }
