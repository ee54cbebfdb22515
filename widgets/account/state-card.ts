import { css, html, type TemplateResult } from 'lit'
import type { UserView } from '../../server/http/contract/index.ts'
import type { SelfElement } from '../self-element.ts'

/** The user's state, as a word and a sentence. */
export function stateCard(host: SelfElement, user: UserView): TemplateResult {
  return html`<div class="state" part="state">
    ${badge(host.text(`account.${user.state}`), user.state)}
    <p>${stateText(host, user)}</p>
  </div>`
}

/** A deadline comes before everything else. */
export function stateText(host: SelfElement, { state, graceEnds }: UserView): string {
  const isAhead = graceEnds !== null && Date.parse(graceEnds) > Date.now()
  return isAhead ? host.text('account.requiredBy', host.date(graceEnds)) : host.text(`account.${state}Text`)
}

/** `kind`: `enabled` is shown as good, `required` as bad, all others as neutral. */
export function badge(label: string, kind: string): TemplateResult {
  return html`<span class="badge ${kind}">${label}</span>`
}

export const stateCardStyles = css`
  .state {
    display: grid;
    justify-items: start;
    gap: 8px;
  }
  .state p {
    margin: 0;
  }
  .badge {
    --_tone: var(--_muted);
    padding: 1px 10px;
    border: 1px solid;
    border-radius: 99px;
    background: color-mix(in srgb, var(--_tone) 10%, transparent);
    color: var(--_tone);
    font-size: 0.8125em;
    font-weight: 600;
  }
  .badge.enabled {
    --_tone: var(--_success);
  }
  .badge.required {
    --_tone: var(--_danger);
  }
`
