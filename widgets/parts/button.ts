import { html, nothing, type TemplateResult } from 'lit'

export interface ButtonOptions {
  readonly label: string
  /** `primary ringlock-danger`: for destructive actions; its styles are in `decisions`. */
  readonly kind?: 'primary' | 'primary ringlock-danger' | 'plain'
  /** Shows that the action runs. The button keeps its place and the focus. */
  readonly busy?: boolean
  /** A countdown; the button is inactive until it ends. */
  readonly wait?: unknown
  /** Absent: the button submits its form. */
  readonly onClick?: () => void
  readonly part?: string
}

export function button({
  label,
  kind = 'plain',
  busy = false,
  wait = nothing,
  onClick,
  part,
}: ButtonOptions): TemplateResult {
  return html`<button
    class="ringlock-button ringlock-${kind}"
    part=${part ?? nothing}
    type=${onClick === undefined ? 'submit' : 'button'}
    aria-disabled=${busy || wait !== nothing ? 'true' : nothing}
    @click=${busy ? nothing : (onClick ?? nothing)}
  >
    ${busy ? html`<span class="ringlock-spinner" aria-hidden="true"></span>` : nothing}${label} ${wait}
  </button>`
}

/** A button that looks like a link, for secondary actions. */
export function linkButton(label: string, onClick: () => void): TemplateResult {
  return html`<button class="ringlock-link" type="button" @click=${onClick}>${label}</button>`
}
