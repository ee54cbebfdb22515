import { html, type TemplateResult } from 'lit'

/** What went wrong. It stands in the page before it says anything, so that screen readers hear it. */
export function alert(problem: string | null, id = 'ringlock-problem'): TemplateResult {
  return html`<p class="ringlock-alert" role="alert" id=${id}>${problem ?? ''}</p>`
}
