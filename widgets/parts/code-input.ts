import { css, html, nothing, type ReactiveController, type TemplateResult } from 'lit'
import type { RinglockElement } from '../ringlock-element.ts'
import { alert } from './alert.ts'

export interface CodeInputOptions {
  /**
   * Numbers of digits that the code may have, in ascending order, as the service reports them. A shorter one is only sent when the
   * user submits it. null: a textual code, which is only sent when the user submits it.
   */
  readonly lengths: readonly number[] | null
  readonly label: string
  readonly hint?: string
  readonly problem: string | null
  /** Absent: while the element is busy. */
  readonly readOnly?: boolean
}

/**
 * One field for a code; a numeric code is drawn as boxes. It submits its form when the code is complete, once per code,
 * and never submits a refused code again. Where pasted text leaves in doubt which digits are the code, the user submits it.
 */
export class CodeInput implements ReactiveController {
  readonly #host: RinglockElement
  readonly #name: string
  readonly #submitted = new Set<string>()
  readonly #refused = new Set<string>()
  #lengths: readonly number[] | null = null
  #length = 0

  /** `name`: of the field; two inputs in one element need different names. */
  constructor(host: RinglockElement, name = 'code') {
    this.#host = host
    this.#name = name
    host.addController(this)
  }

  hostDisconnected(): void {
    this.clear()
  }

  /** The typed code, reduced to digits for numeric codes; empty where there is none. */
  get value(): string {
    return this.#field?.value.trim() ?? ''
  }

  /** Whether the code can be sent: it is complete and was not refused before. */
  get state(): 'ready' | 'incomplete' | 'refused' {
    const { value } = this
    const isComplete = this.#lengths === null ? value !== '' : this.#lengths.includes(value.length)
    if (!isComplete) return 'incomplete'
    return this.#refused.has(value) ? 'refused' : 'ready'
  }

  /** The service refused the code: selects it for retyping. */
  async refuse(): Promise<void> {
    if (this.value !== '') this.#refused.add(this.value)
    await this.select()
  }

  async select(): Promise<void> {
    this.#length = 0
    this.#host.requestUpdate()
    await this.#host.updateComplete
    this.#field?.focus()
    this.#field?.select()
  }

  clear(): void {
    if (this.#field !== null) this.#field.value = ''
    this.#length = 0
    this.#submitted.clear()
    this.#refused.clear()
  }

  render({ lengths, label, hint, problem, readOnly = this.#host.busy }: CodeInputOptions): unknown {
    this.#lengths = lengths
    const digits = lengths?.at(-1) ?? null
    const id = `ringlock-${this.#name}`
    return html`<div class="ringlock-field">
      <label class="ringlock-label" for=${id}>${label}</label>
      <div class=${digits === null ? 'ringlock-field' : 'ringlock-code'} data-digits=${digits ?? nothing} dir="ltr">
        ${digits === null ? nothing : this.#boxes(digits)}
        <input
          id=${id}
          name=${this.#name}
          class="ringlock-input"
          type="text"
          inputmode=${digits === null ? 'text' : 'numeric'}
          autocomplete=${digits === null ? 'off' : 'one-time-code'}
          autocapitalize="off"
          spellcheck="false"
          dir="ltr"
          aria-describedby=${`${id}-hint ${id}-problem`}
          aria-invalid=${problem === null ? nothing : 'true'}
          ?readonly=${readOnly}
          @input=${this.#onInput}
          @compositionend=${this.#onInput}
        />
      </div>
      <p class="ringlock-hint" id="${id}-hint" ?hidden=${hint === undefined}>${hint}</p>
      ${alert(problem, `${id}-problem`)}
    </div>`
  }

  #boxes(digits: number): TemplateResult {
    const next = Math.min(this.#length, digits - 1)
    const box = (_: unknown, index: number) =>
      html`<i class="ringlock-box ${index === next ? 'ringlock-next' : ''}"></i>`
    return html`<div class="ringlock-boxes" aria-hidden="true">${Array.from({ length: digits }, box)}</div>`
  }

  get #field(): HTMLInputElement | null {
    return this.#host.querySelector<HTMLInputElement>(`input[name="${this.#name}"]`)
  }

  readonly #onInput = (event: Event): void => {
    const field = event.target as HTMLInputElement
    if (this.#lengths === null || (event as InputEvent).isComposing) return
    const { code, certain } = codeOf(this.#lengths, field.value)
    if (code !== field.value) field.value = code
    this.#length = code.length
    this.#host.requestUpdate()
    if (!certain || this.state !== 'ready' || this.#submitted.has(code)) return
    this.#submitted.add(code)
    field.form?.requestSubmit()
  }
}

/** The digits of typed or pasted text as ASCII; accepts full-width and Arabic digits too. */
export function digitsOf(typed: string): string {
  return withAsciiDigits(typed).replace(/\D/g, '')
}

/**
 * The code of `length` digits in typed or pasted text: the run of exactly that length, else the run in equal groups
 * (`123 456`), else the first digits. Not `certain` where other digits could be the code as well: sent by itself, a wrong
 * guess would cost the user an attempt.
 */
export function codeIn(typed: string, length: number): { readonly code: string; readonly certain: boolean } {
  const text = withAsciiDigits(typed).replace(/\p{Cf}/gu, '')
  const digits = digitsOf(text)
  if (digits.length === length && !/[^\d\s\p{Pd}]/u.test(text)) return { code: digits, certain: true }
  const grouped = text.match(/\d+(?:[\s\p{Pd}]\d+)+/gu)?.filter(hasEqualGroups) ?? []
  for (const runs of [text.match(/\d+/g) ?? [], grouped.map(digitsOf)]) {
    const codes = new Set(runs.filter((run) => run.length === length))
    const [code] = codes
    if (code !== undefined) return { code, certain: codes.size === 1 }
  }
  return { code: digits.slice(0, length), certain: false }
}

/**
 * The code in typed or pasted text where it may have several lengths, in ascending order. `certain` for one of the longest alone:
 * more digits may follow a shorter one.
 */
export function codeOf(lengths: readonly number[], typed: string): ReturnType<typeof codeIn> {
  const found = lengths.map((length) => codeIn(typed, length))
  const [sure, ...others] = found.filter(({ certain }) => certain)
  const longest = found.at(-1)
  return { code: (sure ?? longest)?.code ?? '', certain: sure === longest && others.length === 0 }
}

function hasEqualGroups(run: string): boolean {
  return new Set(run.split(/\D/).map((group) => group.length)).size === 1
}

function withAsciiDigits(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
}

/** Draws boxes behind one field, each digit in the middle of a box. For the light DOM, in addition to `controls`. */
export const codeInputStyles = css`
  .ringlock-code:not(#_) {
    --_digits: 6;
    --_pitch: min(60px, (100cqi + 8px) / var(--_digits));
    display: block;
    position: relative;
    container-type: inline-size;
    overflow: clip;
  }
  .ringlock-code:not(#_)[data-digits='8'] {
    --_digits: 8;
  }
  .ringlock-boxes:not(#_) {
    display: flex;
    gap: 8px;
  }
  .ringlock-box:not(#_) {
    inline-size: calc(var(--_pitch) - 8px);
    block-size: 52px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_field);
  }
  .ringlock-code:not(#_) .ringlock-input {
    position: absolute;
    inset-block: 0;
    left: 0;
    inline-size: calc(var(--_pitch) * (var(--_digits) + 1));
    padding: 0 0 0 calc((var(--_pitch) - 8px - 1ch) / 2);
    border: 0;
    outline: 0;
    background: none;
    font: 22px ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    letter-spacing: calc(var(--_pitch) - 1ch);
    text-align: left;
    caret-color: var(--_accent);
  }
  .ringlock-code:not(#_) ::selection {
    background: transparent;
    color: var(--_muted);
  }
  .ringlock-code:not(#_):focus-within .ringlock-next {
    border: 2px solid var(--_accent);
  }
  .ringlock-code:not(#_):has([aria-invalid]) .ringlock-box {
    border-color: var(--_danger);
  }
`
