import type { LoginAttempt } from '../../authentication/login-attempt.ts'
import { createInTurn } from '../../lib/keyed-mutex.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { PortalContext } from '../api/request-context.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'
import { readChallenge } from './challenge-text.ts'
import { readLoginCookies } from './device-cookies.ts'
import { deviceName } from './device-name.ts'
import { codeReply, loginReply } from './login-replies.ts'
import { vouchedUser } from './vouched-user.ts'

/** Milliseconds: longer, and nobody waits in front of the page. */
const patience = 10_000
/** Of one challenge; more are turned away. */
const requestsInLine = 16
const rule = { secondFactor: 'challenge', separator: '', allow: { groups: [], roles: [] } } as const

/** Password, then code, judged as every other login is. */
export function loginRoutes(deps: HttpDeps): readonly Route[] {
  const { authenticate, clock, background, mailed } = deps
  /** A challenge is taken while a code is judged, and one that is mailed just then would find nothing to be put into. */
  const inTurn = createInTurn(requestsInLine)

  async function attemptOf(
    who: Pick<LoginAttempt, 'login' | 'userKey'>,
    context: PortalContext,
  ): Promise<Omit<LoginAttempt, 'typed' | 'challengeState' | 'codeFactor' | 'trustAs'>> {
    const { actor, source, byServer } = context
    const { device, browser } = await readLoginCookies(who, context, deps)
    return {
      ...actor,
      ...who,
      rule,
      source,
      trustedDevice: device,
      place: byServer ? 'caller' : { browserCookie: browser },
      packet: null,
      authentic: true,
      deadline: clock() + patience,
    }
  }

  return [
    implement(calls.login, async ({ body }, context) => {
      const { nonce } = body
      const isVouched = 'amr' in body
      const who = isVouched ? await vouchedUser(body, context, deps) : { login: body.username }
      if ('refused' in who) return who
      const outcome = await authenticate({
        ...(await attemptOf(who, context)),
        typed: isVouched ? '' : body.password,
        challengeState: null,
        nonce,
        vouched: isVouched ? body.amr : undefined,
        codeFactor: null,
        trustAs: null,
      })
      return loginReply(outcome, who.login, context, deps)
    }),

    implement(calls.answerChallenge, async ({ body }, context) => {
      const challenge = readChallenge(body.challenge)
      if (challenge === null) return refuse('challenge-expired')
      const { challengeState, ...who } = challenge
      const attempt = await attemptOf(who, context)
      const outcome = await inTurn.run(challengeState, () =>
        authenticate({
          ...attempt,
          challengeState,
          typed: body.code,
          codeFactor: body.factor,
          trustAs: body.trustDevice ? deviceName(context.userAgent) : null,
        }),
      )
      return outcome === null ? refuse('unavailable') : codeReply(outcome, context, deps)
    }),

    implement(calls.sendEmailCode, async ({ body }, { portal }) => {
      const challenge = readChallenge(body.challenge)
      if (challenge !== null && mailed !== null) {
        const send = () => mailed.emailCodes.send(challenge, portal.name)
        background.run(() => inTurn.run(challenge.challengeState, send))
      }
      return answer({})
    }),

    implement(calls.requestReset, async ({ body }, { portal, from }) => {
      const challenge = readChallenge(body.challenge)
      if (challenge !== null && mailed !== null) {
        const request = () => mailed.resets.request(challenge, portal.name, from)
        background.run(() => inTurn.run(challenge.challengeState, request))
      }
      return answer({})
    }),
  ]
}
