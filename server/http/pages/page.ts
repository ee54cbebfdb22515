import { texts } from '../../locales/index.ts'
import { directionOf, type Language } from '../../locales/languages.ts'
import { type Html, html } from './html.ts'

/** Allows only our own files, and forms sent back to us. No nonce is needed, because nothing is inline. */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

export interface Page {
  readonly language: Language
  readonly title: string
  readonly content: Html
  /** Path from the page to our root. */
  readonly root?: string
  readonly status?: number
}

/** A page of ours: complete in itself, for light and dark mode, without scripts. */
export function pageResponse({ language, title, content, root = '', status = 200 }: Page): Response {
  const page = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}pages.css">
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`
  return new Response(page.html, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy,
      'Content-Language': language,
    },
  })
}

/** One page for every link that does not work, so that it does not reveal the reason. */
export function linkOver(language: Language): Response {
  const { title, lead } = texts[language].pages.linkOver
  const content = html`<h1>${title}</h1>
<p>${lead}</p>`
  return pageResponse({ language, title, content, status: 410 })
}
