import { html, noChange, nothing, type TemplateResult } from 'lit'

export interface TextFieldOptions {
  readonly name: string
  readonly label: string
  readonly autocomplete: string
  /** Absent: the typed text stays. */
  readonly value?: string
  readonly hint?: string
  /** Id of the alert that shows the field's problem. */
  readonly problemId?: string
  readonly invalid?: boolean
  readonly readOnly?: boolean
  /** Codes and keys are written from left to right in all languages. */
  readonly leftToRight?: boolean
}

export function textField(options: TextFieldOptions): TemplateResult {
  const { name, label, autocomplete, hint, problemId, invalid = false, readOnly = false } = options
  const id = `ringlock-${name}`
  return html`<div class="ringlock-field">
    <label class="ringlock-label" for=${id}>${label}</label>
    <input
      id=${id}
      name=${name}
      class="ringlock-input"
      type="text"
      autocomplete=${autocomplete}
      autocapitalize="off"
      spellcheck="false"
      dir=${options.leftToRight ? 'ltr' : nothing}
      aria-describedby=${[hint === undefined ? '' : `${id}-hint`, problemId ?? ''].join(' ').trim() || nothing}
      aria-invalid=${invalid ? 'true' : nothing}
      ?readonly=${readOnly}
      .value=${options.value ?? noChange}
    />
    ${hint === undefined ? nothing : html`<p class="ringlock-hint" id="${id}-hint">${hint}</p>`}
  </div>`
}
