import type { Language } from '../../mail/languages.ts'
import { html } from './html.ts'
import { pageResponse } from './page.ts'
import { pageTexts } from './texts.ts'

/** One page for every link that does not work, whatever the reason. */
export function linkOver(language: Language): Response {
  const { title, lead } = pageTexts[language].linkOver
  const content = html`<h1>${title}</h1>
<p>${lead}</p>`
  return pageResponse({ language, title, content, status: 410 })
}
