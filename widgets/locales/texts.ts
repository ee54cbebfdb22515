import type { account } from './en/account.ts'
import type { adminStatus } from './en/admin-status.ts'
import type { common } from './en/common.ts'
import type { enrolment } from './en/enrolment.ts'
import type { login } from './en/login.ts'
import type { parts } from './en/parts.ts'
import type { proof } from './en/proof.ts'
import type { recoveryCodes } from './en/recovery-codes.ts'
import type { reset } from './en/reset.ts'

/** What a language says: sentences, and functions that make one. Keys begin with the name of their file. */
export type Texts = object
/** A text that a language leaves out does not compile. */
export type AllTexts = typeof common &
  typeof parts &
  typeof proof &
  typeof login &
  typeof reset &
  typeof adminStatus &
  typeof account &
  typeof enrolment &
  typeof recoveryCodes

export type TextArguments<Text> = Text extends (...values: infer Values) => string ? Values : []
