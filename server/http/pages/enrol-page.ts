import { wholeSeconds } from '../../lib/clock.ts'
import { texts } from '../../locales/index.ts'
import { durationText, type Language } from '../../locales/languages.ts'
import { totpDefaults } from '../../login/totp.ts'
import { hashLinkToken } from '../../notifications/link-tokens.ts'
import type { KnownUser } from '../../users/directory.ts'
import { labelOf } from '../../users/tenants.ts'
import { isEnrolled } from '../../users/user-status.ts'
import type { HttpDeps } from '../api/deps.ts'
import { readProof } from '../api/proof.ts'
import { redeemLink } from '../self/enrolment-links.ts'
import type { ClientAddress } from '../transport/client-address.ts'
import { donePage, type Fault, passwordPage, type Setup, setupPage } from './enrol-forms.ts'
import { linkOver, type View } from './page.ts'

/** The page of a mailed enrolment link: password, QR code, code and recovery codes, with plain forms. */
export function createEnrolPages(deps: HttpDeps) {
  const { users, state, enrolments, widgetTokens, portals, policy, branding, clock } = deps

  /** Whether the link still works: not once its user has an enabled authenticator. */
  async function isOpen(token: string): Promise<boolean> {
    const link = await state.readLink('enrolment', hashLinkToken(token), clock())
    const enrolment = link === null ? null : await state.readEnrolment(link.userKey)
    return link !== null && !isEnrolled(enrolment)
  }

  async function askPassword(token: string, view: View, fault: Fault | null = null): Promise<Response> {
    const link = await state.readLink('enrolment', hashLinkToken(token), clock())
    // The page works without the user's name; the next step says whether the user store can be queried.
    const found = link === null ? null : await users.get(link.userKey).catch(() => null)
    if (found === null) return passwordPage({ token, userName: null }, view, fault)
    return passwordPage({ token, userName: labelOf(found.user) }, viewOf(found, view), fault)
  }

  function viewOf({ user }: KnownUser, { language }: View): View {
    return { language, brand: branding.of({ tenant: user.tenant }) }
  }

  async function open(token: string, password: string, client: ClientAddress, view: View): Promise<Response> {
    const { language } = view
    const { faults } = texts[language].pages
    const opened = await redeemLink({ token, password }, portals.own, client, deps)
    if (opened.result === 'refused') {
      const { reason, retryAfter } = opened
      switch (reason) {
        case 'expired':
          return linkOver(view)
        case 'login-rejected':
          return askPassword(token, view, { status: 401, text: faults.passwordWrong })
        case 'unavailable':
          return askPassword(token, view, { status: 503, text: faults.unavailable })
        case 'throttled':
          return askPassword(token, view, throttled(retryAfter, language))
      }
    }
    const { found, offered, issued } = opened
    const session = issued.token
    if (offered !== null) {
      const codes = policy().enrolmentCodes.app
      return setupPage({ token, session, id: offered, uri: null, codes }, viewOf(found, view))
    }
    const { user, userKey } = found
    const setup = {
      userKey,
      account: labelOf(user),
      email: user.email,
      kind: 'app',
      totpSecret: null,
      serial: null,
      ...totpDefaults,
    } as const
    const offer = await enrolments.offer(setup, actorOf(found, client))
    if (offer.result === 'refused') {
      return askPassword(token, view, { status: 409, text: faults.emailMissing })
    }
    const { id, uri, codes } = offer
    return setupPage({ token, session, id, uri, codes }, viewOf(found, view))
  }

  async function confirm(
    setup: Setup,
    codes: readonly string[],
    client: ClientAddress,
    general: View,
  ): Promise<Response> {
    const { language } = general
    const { faults } = texts[language].pages
    const found = await whoOpened(setup.session)
    if (found === null) return askPassword(setup.token, general, { status: 401, text: faults.tookTooLong })
    const { userKey } = found
    const view = viewOf(found, general)
    const confirmed = await enrolments.confirm({ userKey, id: setup.id, codes }, actorOf(found, client))
    if (confirmed.result === 'confirmed') return donePage(confirmed.recoveryCodes, view)
    switch (confirmed.reason) {
      case 'expired':
        return askPassword(setup.token, general, { status: 410, text: faults.tookTooLong })
      case 'throttled':
        return setupPage(setup, view, throttled(confirmed.retryAfter, language))
      case 'code-used':
        return setupPage(setup, view, { status: 422, text: faults.codeUsed })
      case 'codes-held': {
        const wait = durationText(wholeSeconds(confirmed.retryAfter), 'second', language)
        return setupPage(setup, view, { status: 422, text: faults.codesHeld(wait) })
      }
      default:
        return setupPage(setup, view, { status: 422, text: faults.codeWrong })
    }
  }

  /** null if the password was typed too long ago. */
  async function whoOpened(session: string): Promise<KnownUser | null> {
    const claims = await widgetTokens.verify(session)
    if (claims === null || claims.portal !== portals.own.name) return null
    const { userKey, id: tokenId } = claims
    if ((await readProof({ tokenId, userKey }, state, clock())) === null) return null
    const found = await users.get(userKey)
    return found?.user.enabled === true ? found : null
  }

  function actorOf({ user }: KnownUser, { from }: ClientAddress) {
    return { door: 'http', login: user.name, tenant: user.tenant, askedBy: portals.own.name, from } as const
  }

  return {
    show: async (token: string, view: View) =>
      (await isOpen(token)) ? askPassword(token, view) : linkOver(view),

    async use(form: URLSearchParams, client: ClientAddress, view: View): Promise<Response> {
      const field = (name: string) => form.get(name) ?? ''
      const token = field('token')
      if (!form.has('session')) return open(token, field('password'), client, view)
      const uri = readUri(field('uri'))
      const codes = form.getAll('code').slice(0, 5)
      return confirm(
        { token, session: field('session'), id: field('id'), uri, codes: Math.max(1, codes.length) },
        codes,
        client,
        view,
      )
    },
  }
}

function throttled(retryAfter: number, language: Language): Fault {
  const wait = durationText(wholeSeconds(retryAfter), 'second', language)
  return { status: 429, text: texts[language].pages.faults.throttled(wait) }
}

/** After a wrong code, the same QR code is shown again. */
function readUri(text: string): string | null {
  return text.startsWith('otpauth://totp/') && URL.canParse(text) && text.length < 1000 ? text : null
}
