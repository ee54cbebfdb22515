import type { account } from './en/account.ts'
import type { adminStatus } from './en/admin-status.ts'
import type { common } from './en/common.ts'
import type { enrolment } from './en/enrolment.ts'
import type { login } from './en/login.ts'
import type { parts } from './en/parts.ts'
import type { proof } from './en/proof.ts'
import type { recoveryCodes } from './en/recovery-codes.ts'
import type { reset } from './en/reset.ts'

/** What every element says, and those without a widget token. */
export type PublicTexts = typeof common & typeof login & typeof reset
/** What elements with a widget token say beside. */
export type SelfTexts = typeof parts &
  typeof proof &
  typeof enrolment &
  typeof recoveryCodes &
  typeof account &
  typeof adminStatus

/** Sentences, and functions that make one; keys begin with the name of their file. One that a language leaves out does not compile. */
export type AllTexts = PublicTexts & SelfTexts

export interface PublicLocale extends PublicTexts {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
}
/** A language as a whole. */
export interface Locale extends PublicLocale, SelfTexts {}

export type TextArguments<Text> = Text extends (...values: infer Values) => string ? Values : []
