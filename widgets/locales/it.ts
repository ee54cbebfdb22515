import { common } from './it/common.ts'
import { login } from './it/login.ts'
import { reset } from './it/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'it', dir: 'ltr', ...common, ...login, ...reset }
