import { html, nothing, type TemplateResult } from 'lit'
import type { CodeFactor } from '../../server/http/contract/index.ts'
import type { BodyOf } from '../calls.ts'
import type { CodeInput } from '../parts/code-input.ts'
import type { RinglockElement } from '../ringlock-element.ts'

export type Challenge = Extract<BodyOf<'POST /login'>, { status: 'challenge' }>

export interface CodeFieldsState {
  readonly challenge: Challenge
  readonly factor: CodeFactor
  readonly codeInput: CodeInput
  readonly problem: string | null
}

/** The code, and whether to trust the device. */
export function codeFields(host: RinglockElement, state: CodeFieldsState): unknown {
  const { challenge, factor, codeInput, problem } = state
  const digits = digitsOf(challenge, factor)
  const label = host.text(`login.label.${factor}`)
  const hint = host.text(`login.intro.${factor}`, digits ?? 0)
  return [
    codeInput.render({ digits, label, hint, problem }),
    challenge.trustFor === null ? nothing : trustBox(host, challenge.trustFor),
  ]
}

/** null: a recovery code, which is text. */
export function digitsOf({ digits, emailCodeDigits }: Challenge, factor: CodeFactor): number | null {
  if (factor === 'recovery-code') return null
  return factor === 'totp' ? digits : emailCodeDigits
}

function trustBox(host: RinglockElement, seconds: number): TemplateResult {
  return html`<label class="ringlock-check">
    <input type="checkbox" name="trustDevice" />
    <span>
      ${host.text('login.trust', host.duration(seconds))}
      <span class="ringlock-hint">${host.text('login.trustWarning')}</span>
    </span>
  </label>`
}
