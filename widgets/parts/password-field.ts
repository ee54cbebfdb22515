import { css, html, nothing, type TemplateResult } from 'lit'

export interface PasswordFieldOptions {
  readonly label: string
  /** Label of the button that reveals the password. */
  readonly revealLabel: string
  readonly name?: string
  readonly problemId?: string
  readonly readOnly?: boolean
}

export function passwordField(options: PasswordFieldOptions): TemplateResult {
  const { label, revealLabel, name = 'password', problemId, readOnly = false } = options
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
        ?readonly=${readOnly}
      />
      <button class="ringlock-reveal" type="button" aria-label=${revealLabel} aria-pressed="false" @click=${toggle}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M3 12q9-13 18 0q-9 13-18 0m6 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0" /><path d="m4 4 16 16" />
        </svg>
      </button>
    </span>
  </div>`
}

/** Call `hidePasswords` before sending, so that no browser offers to save a plain text field. */
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

/** For the light DOM, in addition to `controls`. */
export const passwordFieldStyles = css`
  .ringlock-password:not(#_) {
    display: grid;
  }
  .ringlock-password:not(#_) > * {
    grid-area: 1 / 1;
    padding-inline-end: 48px;
  }
  .ringlock-reveal:not(#_) {
    place-self: center end;
    padding: 12px;
    border-radius: var(--_radius);
    color: var(--_muted);
    cursor: pointer;
  }
  .ringlock-reveal:not(#_) svg {
    display: block;
    inline-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
  }
  .ringlock-reveal:not(#_)[aria-pressed='true'] path + path {
    display: none;
  }
`
