import { createLog } from '../../../server/compose/log.ts'
import { systemClock } from '../../../server/lib/clock.ts'
import { openSmtpMailer } from '../../../server/mail/smtp-mailer.ts'
import { sealing } from './mailer-world.ts'
import { alice, mailConfig } from './samples.ts'

/** Hands over mail to a server that is down, and says the number of each that is durable, until it is killed. */
const [dataDir = '', port = ''] = process.argv.slice(2)
const mailer = await openSmtpMailer({
  config: mailConfig(Number(port)),
  dataDir,
  sealing,
  clock: systemClock,
  log: createLog('silent'),
})
for (let i = 0; ; i++) {
  const code = String(i).padStart(8, '0')
  await mailer.send(alice, { kind: 'email-code', code, minutes: 5 }, null)
  process.stdout.write(`${code}\n`)
}
