import { css, html, nothing, type ReactiveController, type TemplateResult } from 'lit'
import { CodeInput } from '../parts/code-input.ts'
import { Countdown } from '../parts/countdown.ts'
import type { RinglockElement } from '../ringlock-element.ts'
import type { Offer } from './scan.ts'

/** The most that the service asks for at once. */
const mostCodes = 5

/** Input of one code, or of several consecutive codes of the device, with a countdown to the next one. */
export class CodeSequence implements ReactiveController {
  readonly #host: RinglockElement
  readonly #inputs: readonly CodeInput[]
  readonly #nextCode: Countdown
  #problem: string | null = null
  /** The input with the problem. */
  #wrong = 0
  /** The input that waits for the device's next code; 0: none. */
  #waiting = 0

  constructor(host: RinglockElement) {
    this.#host = host
    this.#inputs = Array.from({ length: mostCodes }, (_, index) => new CodeInput(host, `code-${index + 1}`))
    this.#nextCode = new Countdown(host)
    host.addController(this)
  }

  hostDisconnected(): void {
    this.clear()
  }

  /** The codes as typed; null: one is still missing or must be retyped, and its input has the focus. */
  read({ codes, digits, period }: Offer): string[] | null {
    const inputs = this.#inputs.slice(0, codes)
    const typed = inputs.map(({ value }) => value)
    const isRepeated = (index: number) => typed.indexOf(typed[index] ?? '') < index
    const missing = inputs.findIndex(({ state }, index) => state !== 'ready' || isRepeated(index))
    if (missing === -1) return typed
    if (typed[missing] === '' && missing > 0) this.#waitFor(missing, period)
    else if (inputs[missing]?.state === 'incomplete')
      this.explain(this.#host.text('common.codeIncomplete', String(digits)), missing)
    else this.explain(this.#host.text(missing > 0 ? 'enrolment.sameCode' : 'common.codeRejected'), missing)
    void inputs[missing]?.select()
    return null
  }

  explain(problem: string | null, input = 0): void {
    this.#problem = problem
    this.#wrong = input
    this.#host.requestUpdate()
  }

  /** `clockOffset`: seconds by which the authenticator's clock is ahead; 0: unknown. */
  reject(offer: Offer, clockOffset: number): Promise<void> {
    return this.refuse(this.#rejectedText(offer, clockOffset), offer)
  }

  /** A single code can be edited. Several codes must be typed anew, because the first one is too old by then. */
  async refuse(problem: string, { codes }: Offer): Promise<void> {
    if (codes > 1) this.clear()
    this.explain(problem)
    await this.#inputs[0]?.refuse()
  }

  clear(): void {
    this.#nextCode.stop()
    this.#waiting = 0
    this.explain(null)
    for (const input of this.#inputs) input.clear()
  }

  render({ kind, codes, digits, period }: Offer): unknown {
    const host = this.#host
    const single = host.text(kind === 'app' ? 'enrolment.appCode' : 'enrolment.deviceCode')
    return this.#inputs.slice(0, codes).map((input, index) => {
      const label = codes === 1 ? single : host.text('enrolment.codeNumber', index + 1)
      const problem = index === this.#wrong ? this.#problem : null
      const isWaiting = index > 0 && index === this.#waiting
      return html`${isWaiting ? this.#renderWait(period) : nothing} ${input.render({ lengths: [digits], label, problem })}`
    })
  }

  #rejectedText({ kind, codes }: Offer, clockOffset: number): string {
    const host = this.#host
    if (clockOffset === 0) return host.text(codes === 1 ? 'common.codeRejected' : 'enrolment.codesRejected')
    if (kind === 'hardware') return host.text('enrolment.deviceClock')
    const offset = host.duration(Math.abs(clockOffset))
    return host.text(clockOffset > 0 ? 'enrolment.clockAhead' : 'enrolment.clockBehind', offset)
  }

  /** The device's clock is unknown, but after a whole period it must show the next code. */
  #waitFor(input: number, period: number): void {
    this.explain(null)
    if (this.#waiting === input) return
    this.#waiting = input
    this.#host.announce(this.#host.text('enrolment.wait'))
    this.#nextCode.start(period, () => this.#host.announce(this.#host.text('enrolment.nextCode')))
  }

  #renderWait(period: number): TemplateResult {
    const { running } = this.#nextCode
    return html`<div class="ringlock-wait">
      <span class="ringlock-hint">
        <span>${this.#host.text(running ? 'enrolment.wait' : 'enrolment.nextCode')}</span> ${this.#nextCode.render()}
      </span>
      <span class="ringlock-bar" data-period=${period} aria-hidden="true" ?hidden=${!running}></span>
    </div>`
  }
}

/** For the light DOM, in addition to `controls`. */
export const codeSequenceStyles = css`
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
