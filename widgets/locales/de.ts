import { common } from './de/common.ts'
import { login } from './de/login.ts'
import { reset } from './de/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'de', dir: 'ltr', ...common, ...login, ...reset }
