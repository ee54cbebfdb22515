import {
  type LoginAttempt,
  loginAttempt,
  loginRule,
  pagePatience,
} from '../../authentication/login-attempt.ts'
import { addressIn } from '../../lib/ip-address.ts'
import { createKeyedMutex } from '../../lib/keyed-mutex.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { PortalContext } from '../api/request-context.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'
import { readChallenge, type TextChallenge } from './challenge-text.ts'
import { deviceName, readLoginCookies } from './device-cookies.ts'
import { codeReply, deviceReply, loginReply } from './login-replies.ts'
import { vouchedUser } from './vouched-user.ts'

/** Queue limit per challenge; further requests are refused. */
const requestsPerQueue = 16
const rule = loginRule('challenge')

/** Password, then code, both judged like any other login. */
export function loginRoutes(deps: HttpDeps): readonly Route[] {
  const { authenticate, clock, background, notifications } = deps
  /**
   * One request at a time per challenge: while a code is judged the challenge is consumed, and a code mailed just then could
   * not be stored.
   */
  const challengeMutex = createKeyedMutex(requestsPerQueue)

  async function askedBy(who: Pick<LoginAttempt, 'login' | 'userKey'>, context: PortalContext) {
    const { actor, source, byServer } = context
    const { device, browser } = await readLoginCookies(who, context, deps)
    return {
      ...actor,
      ...who,
      rule,
      source,
      trustedDevice: device,
      place: byServer ? 'caller' : { browserCookie: browser },
      deadline: clock() + pagePatience,
    } as const
  }

  /** Mails for a login that waits for its code. The caller does not wait, so that the time does not tell whether a mail is sent. */
  function inBackground(
    text: string,
    mail: (holder: Required<Pick<TextChallenge, 'challengeState' | 'userKey'>>) => Promise<void>,
  ): void {
    const challenge = readChallenge(text)
    if (challenge?.userKey === undefined) return
    const { challengeState, userKey } = challenge
    background.run(() => challengeMutex.run(challengeState, () => mail({ challengeState, userKey })))
  }

  return [
    implement(calls.login, async ({ body }, context) => {
      const isVouched = 'amr' in body
      const who = isVouched ? await vouchedUser(body, context, deps) : { login: body.username }
      if ('refused' in who) return who
      const asked = await askedBy(who, context)
      const typed = isVouched ? '' : body.password
      const begun = {
        ...(body.nonce !== undefined && { nonce: body.nonce }),
        ...(isVouched && { vouched: body.amr }),
      }
      const outcome = await authenticate(loginAttempt({ ...asked, ...begun, typed }))
      return loginReply(outcome, { login: who.login, ...begun }, context, deps)
    }),

    implement(calls.answerChallenge, async ({ body }, context) => {
      const challenge = readChallenge(body.challenge)
      if (challenge === null) return refuse('challenge-expired')
      const { challengeState, ...who } = challenge
      const asked = await askedBy(who, context)
      const { code: typed, factor: codeFactor, trustDevice } = body
      const trustAs = trustDevice ? deviceName(context.userAgent) : null
      const attempt = loginAttempt({ ...asked, challengeState, typed, codeFactor, trustAs })
      const outcome = await challengeMutex.run(challengeState, () => authenticate(attempt))
      return outcome === null ? refuse('unavailable') : codeReply(outcome, context, deps)
    }),

    implement(calls.showTrustedDevice, async ({ body }, context) => {
      const challenge = readChallenge(body.challenge)
      if (challenge === null) return refuse('challenge-expired')
      const { challengeState, ...who } = challenge
      const asked = await askedBy(who, context)
      if (asked.trustedDevice === null) return refuse('code-rejected')
      const attempt = loginAttempt({ ...asked, challengeState, typed: '' })
      const outcome = await challengeMutex.run(challengeState, () => authenticate(attempt))
      return outcome === null ? refuse('unavailable') : deviceReply(outcome, context, deps)
    }),

    implement(calls.sendEmailCode, async ({ body }, context) => {
      if (notifications !== null) {
        inBackground(body.challenge, (holder) =>
          notifications.emailCodes.send(holder, context.portal.name, askerOf(context)),
        )
      }
      return answer({})
    }),

    implement(calls.requestReset, async ({ body }, context) => {
      const { portal, from } = context
      if (notifications !== null) {
        inBackground(body.challenge, (holder) =>
          notifications.resets.request(holder, portal.name, from, askerOf(context)),
        )
      }
      return answer({})
    }),
  ]
}

/** A portal's server speaks for a browser, whose address is known where the server reports it, and whose name is not. */
function askerOf({ byServer, source, from, userAgent }: PortalContext) {
  return {
    address: source === null ? undefined : addressIn(from),
    device: byServer || userAgent === null ? undefined : deviceName(userAgent),
  }
}
