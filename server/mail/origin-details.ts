import { texts } from '../locales/index.ts'
import { type Language, timeText } from '../locales/languages.ts'
import { headerText } from './header-text.ts'
import type { MailOrigin, Message } from './mailer.ts'

/** Label and value. */
export type OriginDetails = readonly (readonly [label: string, value: string])[]

/** When and from where a mail was asked for, in mails that a stranger may have caused. */
export function detailsOf(
  message: Message,
  origin: MailOrigin | undefined,
  language: Language,
): OriginDetails {
  const isTold = message.kind === 'email-code' || message.kind === 'reset-link' || message.kind === 'notice'
  const { at, device = '', address = '', portal = '' } = (isTold ? origin : undefined) ?? {}
  const values = {
    time: at === undefined ? '' : timeText(at, language),
    device: headerText(device),
    address: headerText(address),
    portal: headerText(portal),
  }
  const labels = texts[language].mail.details
  return (['time', 'device', 'address', 'portal'] as const)
    .filter((name) => values[name] !== '')
    .map((name) => [labels[name], values[name]] as const)
}
