import { css, html, nothing, type TemplateResult } from 'lit'
import { button } from '../parts/button.ts'
import type { CodeInput } from '../parts/code-input.ts'
import type { Countdown } from '../parts/countdown.ts'
import type { RinglockElement } from '../ringlock-element.ts'
import type { Offer } from './scan.ts'

export interface CodesFormState {
  readonly offer: Offer
  /** As many as codes are asked for. */
  readonly inputs: readonly CodeInput[]
  readonly problem: string | null
  /** The input that the problem is about. */
  readonly wrong: number
  /** The input that waits for the device to show another code; 0: none. */
  readonly waiting: number
  readonly nextCode: Countdown
  readonly busy: boolean
  readonly throttle: unknown
}

export function codesForm(host: RinglockElement, state: CodesFormState): TemplateResult {
  const { offer, inputs, problem, wrong, waiting, busy, throttle } = state
  const { digits } = offer
  const single = host.text(offer.kind === 'app' ? 'enrolment.appCode' : 'enrolment.deviceCode')
  return html`
    ${inputs.map(
      (input, index) => html`
        ${waiting > 0 && index === waiting ? wait(host, state) : nothing}
        ${input.render({
          digits,
          label: inputs.length === 1 ? single : host.text('enrolment.codeNumber', index + 1),
          problem: index === wrong ? problem : null,
        })}
      `,
    )}
    ${button({ label: host.text('proof.confirm'), kind: 'primary', busy, wait: throttle })}
  `
}

/** The device's own clock is not known: a whole period, after which the next code must be there. */
function wait(host: RinglockElement, { offer, nextCode }: CodesFormState): TemplateResult {
  const { running } = nextCode
  return html`<div class="ringlock-wait">
    <span class="ringlock-hint">${host.text(running ? 'enrolment.wait' : 'enrolment.nextCode')} ${nextCode.render()}</span>
    ${running ? html`<span class="ringlock-bar" data-period=${offer.period} aria-hidden="true"></span>` : nothing}
  </div>`
}

/** For the light DOM, beside `controls`. */
export const codesFormStyles = css`
  .ringlock-wait:not(#_) {
    display: grid;
    gap: 6px;
  }
  .ringlock-wait:not(#_) .ringlock-hint {
    display: flex;
    justify-content: space-between;
    font-variant-numeric: tabular-nums;
  }
  .ringlock-bar:not(#_) {
    block-size: 4px;
    border-radius: 2px;
    background: linear-gradient(var(--_accent) 0 0) 0 / 0% no-repeat var(--_line);
    animation: ringlock-fill 30s linear;
  }
  .ringlock-bar:not(#_)[data-period='60'] {
    animation-duration: 60s;
  }
  @keyframes ringlock-fill {
    to {
      background-size: 100%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ringlock-bar:not(#_) {
      display: none;
    }
  }
`
