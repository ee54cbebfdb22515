import type { PublicLocale } from './texts.ts'
import { common } from './zh/common.ts'
import { login } from './zh/login.ts'
import { reset } from './zh/reset.ts'

export const locale: PublicLocale = { lang: 'zh', dir: 'ltr', ...common, ...login, ...reset }
