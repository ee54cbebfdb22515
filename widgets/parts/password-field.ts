import { html, nothing, type TemplateResult } from 'lit'

export interface PasswordFieldOptions {
  readonly label: string
  /** The name of the button that shows what is typed. */
  readonly revealLabel: string
  readonly name?: string
  readonly problemId?: string
  readonly invalid?: boolean
  readonly readOnly?: boolean
}

export function passwordField(options: PasswordFieldOptions): TemplateResult {
  const { label, revealLabel, name = 'password', problemId, invalid = false, readOnly = false } = options
  const id = `ringlock-${name}`
  return html`<div class="ringlock-field">
    <label class="ringlock-label" for=${id}>${label}</label>
    <span class="ringlock-password">
      <input
        id=${id}
        name=${name}
        class="ringlock-input"
        type="password"
        autocomplete="current-password"
        aria-describedby=${problemId ?? nothing}
        aria-invalid=${invalid ? 'true' : nothing}
        ?readonly=${readOnly}
      />
      <button class="ringlock-reveal" type="button" aria-label=${revealLabel} aria-pressed="false" @click=${toggle}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" />
          <circle cx="12" cy="12" r="3" />
          <path class="ringlock-strike" d="M4 4l16 16" />
        </svg>
      </button>
    </span>
  </div>`
}

/** Hidden again with `hidePassword`, so that no browser offers to remember a plain text field. */
function toggle(event: Event): void {
  const reveal = event.currentTarget as HTMLElement
  show(reveal, reveal.getAttribute('aria-pressed') === 'false')
}

export function hidePasswords(host: HTMLElement): void {
  for (const reveal of host.querySelectorAll<HTMLElement>('.ringlock-reveal')) show(reveal, false)
}

function show(reveal: HTMLElement, shown: boolean): void {
  const field = reveal.parentElement?.querySelector('input')
  if (field) field.type = shown ? 'text' : 'password'
  reveal.setAttribute('aria-pressed', String(shown))
}
