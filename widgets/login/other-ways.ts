import { html, type TemplateResult } from 'lit'
import { linkButton } from '../parts/button.ts'

/** What else can be done, one link below the other. */
export function otherWays(ways: readonly (readonly [label: string, onClick: () => void])[]): TemplateResult {
  return html`<ul part="other-ways" class="ringlock-links">
    ${ways.map(([label, onClick]) => html`<li>${linkButton(label, onClick)}</li>`)}
  </ul>`
}
