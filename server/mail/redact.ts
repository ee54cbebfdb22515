import type { Message } from './mailer.ts'
import { totpSecretIn } from './message-values.ts'

const hidden = '[hidden]'
const longest = 2000

/**
 * Makes a mail server's reply fit for logs. Some servers repeat what they received, and that contains codes, links and
 * the password. Line breaks stay; other control characters go, and the length is limited.
 */
export function redact(answer: string, secrets: readonly string[]): string {
  let shown = answer
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, hidden)
  const visible = shown.replace(/\r\n/g, '\n').replace(/[^\P{C}\n]+/gu, ' ')
  return visible.length > longest ? `${visible.slice(0, longest)}...` : visible
}

/** The longest first, so that no part of one remains after another was replaced. */
export function secretsOf(message: Message): readonly string[] {
  switch (message.kind) {
    case 'email-code':
      return [message.code]
    case 'reset-link':
    case 'enrolment-link':
      return linkForms(message.link)
    case 'enrolment-qr':
      return [message.uri, totpSecretIn(message.uri), ...linkForms(message.link)]
    case 'alert':
    case 'notice':
    case 'test':
      return []
  }
}

/** The whole link, and its token alone. */
function linkForms(link: string): readonly string[] {
  return [link, ...new URL(link).searchParams.values()]
}

/** The password in the forms that SMTP sends it in (RFC 4954: AUTH PLAIN and LOGIN). */
export function loginSecrets(login: { readonly user: string; readonly password: string } | null): string[] {
  if (login === null) return []
  const { user, password } = login
  return [base64(`\0${user}\0${password}`), base64(password), password]
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
