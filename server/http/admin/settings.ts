import { wholeSeconds } from '../../lib/clock.ts'
import { createRateLimit } from '../../lib/rate-limit.ts'
import type { HttpDeps } from '../api/deps.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'

/** Milliseconds between two test mails of one admin. */
const testMailInterval = 10_000

export function settingsRoutes({ mailer, audit, clock }: HttpDeps): readonly Route[] {
  const testMails = createRateLimit(testMailInterval)

  return [
    implement(calls.sendTestMail, async ({ body: { to } }, { caller, actor }) => {
      if (mailer === null) return refuse('no-mail')
      if (testMails.admit(caller.userKey, clock()) === null) {
        return refuse('throttled', { retryAfter: wholeSeconds(testMailInterval) })
      }
      const { displayName, name, language } = caller.user
      const sent = await mailer.sendNow(
        { address: to, name: displayName ?? name, language },
        { kind: 'test' },
      )
      const outcome = sent.delivered ? 'done' : 'refused'
      await audit.record({
        event: 'mail.tested',
        outcome,
        login: name,
        userKey: caller.userKey,
        tenant: caller.user.tenant,
        ...actor,
      })
      return answer(sent)
    }),
  ]
}
