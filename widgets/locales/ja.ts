import { common } from './ja/common.ts'
import { login } from './ja/login.ts'
import { reset } from './ja/reset.ts'
import type { PublicLocale } from './texts.ts'

export const locale: PublicLocale = { lang: 'ja', dir: 'ltr', ...common, ...login, ...reset }
