import { common } from './pt/common.ts'
import { login } from './pt/login.ts'
import { reset } from './pt/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'pt', dir: 'ltr', ...common, ...login, ...reset }
