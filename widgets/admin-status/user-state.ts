import { css, html, svg, type TemplateResult } from 'lit'
import type { SecondFactorState, UserView } from '../../server/http/contract/index.ts'
import type { RinglockElement } from '../ringlock-element.ts'

export type ShownState = SecondFactorState | 'locked'

/** The most urgent first; `locked` is shown beside the state. */
export const shownStates: readonly ShownState[] = [
  'required',
  'pending',
  'disabled',
  'not-enrolled',
  'enabled',
  'locked',
]

/** Each state has its own shape, so that it can be told without colour (WCAG 1.4.1). */
const shapes: Readonly<Record<ShownState, string>> = {
  enabled: 'M3 8.5 6.5 12 13 4.5',
  disabled: 'M5.5 3.5v9M10.5 3.5v9',
  pending: 'M8 4v4l3 2M14 8A6 6 0 1 1 2 8A6 6 0 1 1 14 8',
  required: 'M8 2 14.5 13.5H1.5ZM8 6.5v3M8 11.3v.2',
  'not-enrolled': 'M4 8h8',
  locked: 'M3.5 7.5h9v6h-9ZM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
}

export function stateLabels(host: RinglockElement, { state, locked }: UserView): TemplateResult {
  return html`${stateLabel(host, state)} ${locked ? stateLabel(host, 'locked') : ''}`
}

function stateLabel(host: RinglockElement, state: ShownState): TemplateResult {
  return html`<span class="state" data-state=${state}>
    <svg viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${shapes[state]} />`}</svg>${host.text(`admin-status.${state}`)}
  </span>`
}

export const stateStyles = css`
  .state {
    --_tone: var(--_muted);
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px 10px 2px 8px;
    border: 1px solid color-mix(in srgb, var(--_tone) 45%, transparent);
    border-radius: 99px;
    background: color-mix(in srgb, var(--_tone) var(--_tint), transparent);
    font-size: 0.8125em;
    font-weight: 500;
    white-space: nowrap;
  }
  .state svg {
    inline-size: 14px;
    fill: none;
    stroke: var(--_tone);
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .state[data-state='enabled'] {
    --_tone: var(--_success);
  }
  .state[data-state='pending'] {
    --_tone: var(--_accent);
  }
  .state[data-state='required'],
  .state[data-state='locked'] {
    --_tone: var(--_danger);
  }
`
