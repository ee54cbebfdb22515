import { css, html, type TemplateResult } from 'lit'
import type { RinglockElement } from '../ringlock-element.ts'

export type Kind = 'app' | 'hardware'

export function choose(
  host: RinglockElement,
  kinds: readonly Kind[],
  onChoose: (kind: Kind) => void,
): TemplateResult {
  return html`<div class="kinds">
    ${kinds.map(
      (kind) => html`<button class="kind" part="kind" type="button" @click=${() => onChoose(kind)}>
        <strong>${host.text(`enrolment.${kind}`)}</strong>
        <span class="muted">${host.text(`enrolment.${kind}Hint`)}</span>
      </button>`,
    )}
  </div>`
}

export const chooseStyles = css`
  .kinds {
    display: grid;
    gap: 12px;
  }
  .kind {
    display: grid;
    gap: 2px;
    padding: 14px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .kind:hover {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 6%, transparent);
  }
  .kind:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .kind span {
    font-size: 0.875em;
  }
`
