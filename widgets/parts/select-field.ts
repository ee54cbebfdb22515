import { css, html, nothing, type TemplateResult } from 'lit'

export interface SelectFieldOptions {
  readonly name: string
  readonly label: string
  /** Value and label; the first one is preselected. */
  readonly options: readonly (readonly [value: string, text: string])[]
  /** Absent: the value is read when the form is submitted. */
  readonly onChange?: (value: string) => void
}

export function selectField({ name, label, options, onChange }: SelectFieldOptions): TemplateResult {
  const id = `ringlock-${name}`
  return html`<div class="ringlock-field">
    <label class="ringlock-label" for=${id}>${label}</label>
    <select id=${id} name=${name} class="ringlock-input" @change=${onChange === undefined ? nothing : change(onChange)}>
      ${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}
    </select>
  </div>`
}

function change(onChange: (value: string) => void) {
  return ({ target }: Event) => onChange((target as HTMLSelectElement).value)
}

/** For the light DOM, in addition to `controls`. */
export const selectFieldStyles = css`
  select.ringlock-input:not(#_) {
    appearance: auto;
    align-items: center;
  }
`
