import { html, nothing, type TemplateResult } from 'lit'
import type { CodeFactor } from '../../server/http/contract/index.ts'
import type { BodyOf } from '../calls.ts'
import { alert } from '../parts/alert.ts'
import { linkButton } from '../parts/button.ts'
import type { CodeInput } from '../parts/code-input.ts'
import { passwordField } from '../parts/password-field.ts'
import type { RinglockElement } from '../ringlock-element.ts'

/** Alternatives, one link per line. */
export function otherWays(ways: readonly (readonly [label: string, onClick: () => void])[]): TemplateResult {
  return html`<ul part="other-ways" class="ringlock-links">
    ${ways.map(([label, onClick]) => html`<li>${linkButton(label, onClick)}</li>`)}
  </ul>`
}

export type Challenge = Extract<BodyOf<'POST /login'>, { status: 'challenge' }>

interface CodeFieldsState {
  readonly challenge: Challenge
  readonly factor: CodeFactor
  readonly codeInput: CodeInput
  readonly problem: string | null
}

/**
 * Fields for trusting the device and for the code. The code is the last one, and its hint says that it is sent by itself: below a
 * code that is gone with its last digit, the box could not be ticked.
 */
export function codeFields(
  host: RinglockElement,
  { challenge, factor, codeInput, problem }: CodeFieldsState,
): unknown {
  const lengths = lengthsOf(challenge, factor)
  const hint = host.text(`login.intro.${factor}`, host.anyOf(lengths ?? []))
  const { trustFor } = challenge
  return [
    trustFor === null ? nothing : trustBox(host, trustFor),
    codeInput.render({
      lengths,
      label: host.text(`login.label.${factor}`),
      hint: trustFor === null || lengths === null ? hint : `${hint} ${host.text('login.trustFirst')}`,
      problem,
    }),
  ]
}

/**
 * Lengths that the code may have; null: a recovery code, which is text. A challenge that a server hands over may be of a service
 * before `codeLengths`.
 */
export function lengthsOf(
  { digits, codeLengths = [digits], emailCodeDigits }: Challenge,
  factor: CodeFactor,
): readonly number[] | null {
  if (factor === 'recovery-code') return null
  return factor === 'totp' ? codeLengths : [emailCodeDigits]
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

interface PasswordFieldsState {
  /** Kept when the login starts again. */
  readonly username: string
  readonly problem: string | null
}

const problemId = 'ringlock-problem'

export function passwordFields(host: RinglockElement, { username, problem }: PasswordFieldsState): unknown {
  const readOnly = host.busy
  return html`<div class="ringlock-field">
      <label class="ringlock-label" for="ringlock-username">${host.text('login.username')}</label>
      <input
        id="ringlock-username"
        name="username"
        class="ringlock-input"
        type="text"
        autocomplete="username"
        autocapitalize="off"
        spellcheck="false"
        aria-describedby=${problemId}
        ?readonly=${readOnly}
        .value=${username}
      />
    </div>
    ${passwordField({
      label: host.text('common.password'),
      revealLabel: host.text('common.showPassword'),
      problemId,
      readOnly,
    })}
    ${alert(problem, problemId)}`
}
