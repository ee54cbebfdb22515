import { html, type TemplateResult } from 'lit'
import type { BodyOf } from '../calls.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import type { RinglockElement } from '../ringlock-element.ts'

type Accepted = Extract<BodyOf<'POST /login'>, { status: 'accepted' }>

/** A login that is accepted, in which a second factor may be set up first. */
export interface SetUpOffer {
  readonly accepted: Accepted
  /** A bearer for the set-up alone. */
  readonly token: string
  /** ISO 8601: when a second factor becomes required. */
  readonly graceEnds: string
  /** Milliseconds since the epoch: when the accepted login is too old to be finished. */
  readonly until: number
}

/** Milliseconds; the assertion lives 5 minutes, and has still to reach the portal. */
const timeToDecide = 280_000

/** null: the service offers no set-up. */
export function setUpOffer(accepted: Accepted): SetUpOffer | null {
  const { enrolmentToken: token, enrolment } = accepted
  const { graceEnds } = enrolment
  if (token === undefined || graceEnds === null) return null
  return { accepted, token, graceEnds, until: Date.now() + timeToDecide }
}

interface OfferActions {
  readonly setUp: () => void
  readonly later: () => void
}

export function offerView(
  host: RinglockElement,
  { graceEnds }: SetUpOffer,
  problem: string | null,
  { setUp, later }: OfferActions,
): TemplateResult {
  const { busy } = host
  return html`
    <h2 part="title" tabindex="-1">${host.text('login.offerTitle')}</h2>
    <p>${host.text('login.offer', host.date(graceEnds))}</p>
    ${alert(problem)}
    <div class="ringlock-form">
      ${button({ label: host.text('login.setUpNow'), kind: 'primary', busy, onClick: setUp })}
      ${button({ label: host.text('login.later'), onClick: later })}
    </div>
  `
}
