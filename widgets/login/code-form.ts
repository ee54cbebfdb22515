import { html, nothing, type TemplateResult } from 'lit'
import type { CodeFactor } from '../../server/http/contract.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import type { CodeInput } from '../parts/code-input.ts'
import { textField } from '../parts/text-field.ts'
import type { RinglockElement } from '../ringlock-element.ts'
import type { Challenge } from './login.ts'

export interface CodeFormState {
  readonly challenge: Challenge
  readonly factor: CodeFactor
  readonly codeInput: CodeInput
  readonly problem: string | null
  readonly busy: boolean
  readonly wait: unknown
}

export function codeForm(host: RinglockElement, state: CodeFormState): TemplateResult {
  const { challenge, busy, wait } = state
  return html`
    ${codeField(host, state)} ${challenge.trustFor === null ? nothing : trustBox(host, challenge.trustFor)}
    ${button({ label: host.text('login.verify'), kind: 'primary', busy, wait })}
  `
}

function codeField(
  host: RinglockElement,
  { challenge, factor, codeInput, problem, busy }: CodeFormState,
): unknown {
  const { digits } = challenge
  if (factor === 'totp') {
    const hint = host.text('login.codeIntro', digits)
    return codeInput.render({ digits, label: host.text('login.codeLabel'), hint, problem })
  }
  if (factor === 'email-code') {
    return codeInput.render({
      digits,
      label: host.text('login.emailLabel'),
      hint: host.text('login.emailIntro'),
      problem,
    })
  }
  const problemId = 'ringlock-problem'
  const invalid = problem !== null
  return html`${textField({
    name: 'recovery-code',
    label: host.text('login.recoveryLabel'),
    hint: host.text('login.recoveryIntro'),
    autocomplete: 'off',
    leftToRight: true,
    readOnly: busy,
    problemId,
    invalid,
  })}
  ${alert(problem, problemId)}`
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
