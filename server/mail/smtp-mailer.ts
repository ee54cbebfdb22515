import { randomUUID } from 'node:crypto'
import { type Branding, usualBranding } from '../branding/branding.ts'
import type { MailConfig } from '../config/load-config.ts'
import type { Room } from '../disk/room.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { Mailer, Message, Recipient } from './mailer.ts'
import { createMailQueue, type Ending, systemTimer, type Timer } from './queue.ts'
import { redact, secretsOf } from './redact.ts'
import { createRender, type RenderedMail } from './render.ts'
import { readMailFiles } from './settings.ts'
import { openSpool, type SpooledMail, spoolFolder } from './spool.ts'
import { connections, createMailTransport, type Delivery, type OutgoingMail } from './transport.ts'

export interface SmtpMailerOptions {
  readonly config: MailConfig
  /** Absent: everything is called Ringlock. */
  readonly branding?: Branding | undefined
  readonly dataDir: string
  readonly sealing: Pick<Sealing, 'sealText' | 'unsealText'>
  readonly clock: Clock
  readonly log: Log
  /** Lets a mail that was promised to its user be written although the disk is full; absent: such a write fails. */
  readonly room?: Pick<Room, 'withReserve'>
  readonly timer?: Timer
  readonly random?: () => number
  /** Most mails in the queue; further ones are refused. */
  readonly capacity?: number
}

const mostMails = 10_000
const longestNow = 30_000

/**
 * Opens the queue and continues with the mails of an earlier run. Rejects with ConfigError for templates and
 * certificates.
 */
export async function openSmtpMailer(options: SmtpMailerOptions): Promise<Mailer> {
  const {
    config,
    branding = usualBranding,
    dataDir,
    sealing,
    clock,
    log,
    room,
    timer = systemTimer,
  } = options
  const { random = Math.random, capacity = mostMails } = options
  const { templates, ca } = await readMailFiles(config)
  const { spool, left } = await openSpool(spoolFolder(dataDir), sealing, (file, err) =>
    log.error({ file, err }, 'a mail that waited cannot be read and is not sent; delete the file'),
  )
  const render = createRender(templates, config.language, { branding, appLink: config.appLink ?? false })
  const transport = createMailTransport({ ...config, smtp: { ...config.smtp, ca } })
  let beingWritten = 0

  const queue = createMailQueue({
    deliver: (mail, signal) => deliver({ ...mail, date: mail.queuedAt }, signal),
    onDone: done,
    onFailure: (mail, { answer }, failures) =>
      log.warn({ ...labelsOf(mail), answer, failures }, 'a mail could not be sent yet'),
    clock,
    timer,
    random,
    lanes: connections,
  })
  for (const mail of left) queue.add(mail)

  async function deliver(
    {
      to,
      message,
      origin,
      ...outgoing
    }: Pick<SpooledMail, 'to' | 'message' | 'origin'> & Pick<OutgoingMail, 'id' | 'date'>,
    signal: AbortSignal,
  ): Promise<Delivery> {
    let rendered: RenderedMail
    try {
      rendered = render(to, message, origin)
    } catch (err) {
      log.error({ mail: outgoing.id, kind: message.kind, err }, 'a mail could not be written')
      return { result: 'refused', answer: 'it could not be written' }
    }
    const { result, answer } = await transport.deliver({ ...rendered, ...outgoing }, signal)
    return { result, answer: redact(answer, secretsOf(message)) }
  }

  async function done(mail: SpooledMail, how: Ending, answer: string): Promise<void> {
    if (how === 'sent') log.debug({ ...labelsOf(mail), answer }, 'a mail was sent')
    else log.error({ ...labelsOf(mail), answer }, `a mail was given up: ${how}`)
    try {
      await spool.remove(mail.id)
    } catch (err) {
      log.error({ mail: mail.id, err }, 'a mail that is done with could not be removed')
    }
  }

  return {
    async send(to, message, expiresAt, origin) {
      if (queue.status().queued + beingWritten >= capacity) {
        log.error({ to: to.address, kind: message.kind }, 'the mail queue is full: a mail was not taken')
        return 'full'
      }
      beingWritten++
      try {
        const put = () => spool.put({ to, message, origin, queuedAt: clock(), expiresAt })
        queue.add(await (room === undefined ? put() : room.withReserve(put)))
      } finally {
        beingWritten--
      }
      return 'queued'
    },

    async sendNow(to, message) {
      const mail = { id: randomUUID(), to, message, date: clock() }
      const { result, answer } = await deliver(mail, AbortSignal.timeout(longestNow))
      return { delivered: result === 'sent', answer }
    },

    status: queue.status,
    renewSeals: spool.renewSeals,

    async close() {
      await queue.close()
      transport.close()
    },
  }
}

/** The fields of a mail that may go into the log. */
function labelsOf({
  id,
  to,
  message,
}: {
  readonly id: string
  readonly to: Recipient
  readonly message: Message
}) {
  return { mail: id, to: to.address, kind: message.kind }
}
