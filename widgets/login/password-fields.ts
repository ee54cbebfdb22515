import { html } from 'lit'
import { alert } from '../parts/alert.ts'
import { passwordField } from '../parts/password-field.ts'
import type { RinglockElement } from '../ringlock-element.ts'

export interface PasswordFieldsState {
  /** Kept when a login begins again. */
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
