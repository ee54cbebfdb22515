import { html, type TemplateResult } from 'lit'

/** An error message. The element exists before it has text, so that screen readers announce the text. */
export function alert(problem: string | null, id = 'ringlock-problem'): TemplateResult {
  return html`<p class="ringlock-alert" role="alert" id=${id}>${problem ?? ''}</p>`
}
