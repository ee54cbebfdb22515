import { html } from './html.ts'
import { pageResponse } from './page.ts'

/** One page for every link that does not work, whatever the reason. */
export function linkOver(): Response {
  const content = html`<h1>This link does not work any more</h1>
<p>It was used, has run out, or a newer one was sent. Log in and ask for another one; the newest mail counts.</p>`
  return pageResponse({ title: 'This link does not work any more', content, status: 410 })
}
