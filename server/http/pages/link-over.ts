import { texts } from '../../locales/index.ts'
import type { Language } from '../../locales/languages.ts'
import { html } from './html.ts'
import { pageResponse } from './page.ts'

/** One page for every link that does not work, whatever the reason. */
export function linkOver(language: Language): Response {
  const { title, lead } = texts[language].pages.linkOver
  const content = html`<h1>${title}</h1>
<p>${lead}</p>`
  return pageResponse({ language, title, content, status: 410 })
}
