import { duration } from '../../authentication/user-messages.ts'
import { type Config, ConfigError, type MailConfig } from '../../config/load-config.ts'
import { isLoopback } from '../../lib/loopback.ts'
import { type MailFiles, readMailFiles } from '../../mail/settings.ts'
import { spooledSince, spoolFolder } from '../../mail/spool.ts'
import { createMailTransport } from '../../mail/transport.ts'
import { mailNotices } from '../../notifications/start-notices.ts'
import { configurationFault, type Finding, fault, ok, warning } from './finding.ts'

const check = 'mail'
/** Age of a mail at which the mail server is not working properly, ms. */
const long = 10 * 60_000

/** Asks the mail server whether it would accept our mail, without sending any. */
export async function checkMail(config: Config, now: number): Promise<Finding[]> {
  const promised = mailNotices(config).map((notice) => warning(check, notice))
  const { mail, dataDir } = config
  if (mail === null) return promised.length > 0 ? promised : [ok(check, 'not configured, none is sent')]
  const files = await readFiles(mail)
  return [
    ...('faults' in files ? files.faults : [await checkServer(mail, files)]),
    ...checkProtection(mail),
    ...checkQueue(await spooledSince(spoolFolder(dataDir)), now),
    ...promised,
  ]
}

/** The faults of mail that `serve` refuses to start with. */
export async function checkMailFiles({ mail }: Pick<Config, 'mail'>): Promise<Finding[]> {
  const files = mail === null ? null : await readFiles(mail)
  return files !== null && 'faults' in files ? files.faults : []
}

async function readFiles(mail: MailConfig): Promise<MailFiles | { readonly faults: Finding[] }> {
  try {
    return await readMailFiles(mail)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { faults: error.message.split('\n').map((line) => configurationFault(check, line)) }
  }
}

async function checkServer(mail: MailConfig, { ca }: MailFiles): Promise<Finding> {
  const { host, port, security, login } = mail.smtp
  const transport = createMailTransport({ ...mail, smtp: { ...mail.smtp, ca } })
  try {
    const { result, answer } = await transport.verify()
    const asked = `${host}:${port} (${security === 'none' ? 'not encrypted' : security})`
    if (result !== 'sent')
      return fault(check, `${asked} does not take our mail: ${answer.replaceAll('\n', ' ')}`)
    return ok(check, `${asked} ${login === null ? 'talks to us' : 'lets us log in'}`)
  } finally {
    transport.close()
  }
}

function checkProtection({ smtp: { host, security, login } }: MailConfig): Finding[] {
  if (security !== 'none' || isLoopback(host)) return []
  const what = login === null ? 'codes and links' : 'codes, links and the password'
  return [warning(check, `${what} go to ${host} unencrypted: set mail.smtp.security to starttls or tls`)]
}

/** @param since - when each waiting mail was queued */
function checkQueue(since: readonly number[], now: number): Finding[] {
  if (since.length === 0) return []
  const waited = now - Math.min(...since)
  const message = `${since.length} in the queue, the oldest for ${duration(Math.max(0, waited))}`
  return [waited > long ? warning(check, `${message}: the log says why`) : ok(check, message)]
}
