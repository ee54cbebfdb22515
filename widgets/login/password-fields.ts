import { alert } from '../parts/alert.ts'
import { passwordField } from '../parts/password-field.ts'
import { textField } from '../parts/text-field.ts'
import type { RinglockElement } from '../ringlock-element.ts'

export interface PasswordFieldsState {
  /** Kept when a login begins again. */
  readonly username: string
  readonly problem: string | null
}

const problemId = 'ringlock-problem'

export function passwordFields(host: RinglockElement, { username, problem }: PasswordFieldsState): unknown {
  const field = { problemId, readOnly: host.busy }
  return [
    textField({
      name: 'username',
      value: username,
      label: host.text('login.username'),
      autocomplete: 'username',
      ...field,
    }),
    passwordField({
      label: host.text('common.password'),
      revealLabel: host.text('common.showPassword'),
      ...field,
    }),
    alert(problem, problemId),
  ]
}
