import type { User } from '../../adapters/user-store.ts'
import type { Recipient } from '../mail/mailer.ts'

/** Where a user gets mail; null: nowhere. */
export function recipientOf({ name, displayName, email, language }: User): Recipient | null {
  const address = email?.trim() ?? ''
  return address === '' ? null : { address, name: displayName || name, language }
}
