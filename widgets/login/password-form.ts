import { html, type TemplateResult } from 'lit'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import { passwordField } from '../parts/password-field.ts'
import { textField } from '../parts/text-field.ts'
import type { RinglockElement } from '../ringlock-element.ts'

export interface PasswordFormState {
  /** Kept when a login begins again. */
  readonly username: string
  readonly problem: string | null
  readonly busy: boolean
  readonly wait: unknown
}

const problemId = 'ringlock-problem'

export function passwordForm(host: RinglockElement, state: PasswordFormState): TemplateResult {
  const { username, problem, busy, wait } = state
  const field = { problemId, readOnly: busy }
  return html`
    ${textField({ name: 'username', value: username, label: host.text('login.username'), autocomplete: 'username', ...field })}
    ${passwordField({ label: host.text('common.password'), revealLabel: host.text('common.showPassword'), ...field })}
    ${alert(problem, problemId)} ${button({ label: host.text('login.submit'), kind: 'primary', busy, wait })}
  `
}
