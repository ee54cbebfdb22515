import { totpSecretIn } from './message-values.ts'
import type { Message } from './post.ts'

const hidden = '[hidden]'
const longest = 500

/**
 * What a mail server said, fit for logs: some repeat what they were sent, and what they were sent are codes, links and a
 * password. On one line, and not endless.
 */
export function conceal(answer: string, secrets: readonly string[]): string {
  let shown = answer
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, hidden)
  const line = shown.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
  return line.length > longest ? `${line.slice(0, longest)}...` : line
}

/** The longest first, so that no part of one is left when another is gone. */
export function secretsOf(message: Message): readonly string[] {
  switch (message.kind) {
    case 'email-code':
      return [message.code]
    case 'reset-link':
    case 'enrolment-link':
      return linkForms(message.link)
    case 'enrolment-qr':
      return [message.uri, totpSecretIn(message.uri), ...linkForms(message.link)]
    case 'notice':
    case 'test':
      return []
  }
}

/** Whole, and its token alone. */
function linkForms(link: string): readonly string[] {
  return [link, ...new URL(link).searchParams.values()]
}

/** A password as SMTP carries it (RFC 4954: AUTH PLAIN and LOGIN). */
export function loginSecrets(login: { readonly user: string; readonly password: string } | null): string[] {
  if (login === null) return []
  const { user, password } = login
  return [base64(`\0${user}\0${password}`), base64(password), password]
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
