import { css, html, type TemplateResult } from 'lit'

export interface SelectFieldOptions {
  readonly name: string
  readonly label: string
  /** Value and text; the first one is chosen. */
  readonly options: readonly (readonly [value: string, text: string])[]
}

export function selectField({ name, label, options }: SelectFieldOptions): TemplateResult {
  const id = `ringlock-${name}`
  return html`<div class="ringlock-field">
    <label class="ringlock-label" for=${id}>${label}</label>
    <select id=${id} name=${name} class="ringlock-input">
      ${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}
    </select>
  </div>`
}

/** For the light DOM, beside `controls`. */
export const selectFieldStyles = css`
  select.ringlock-input:not(#_) {
    appearance: auto;
  }
`
