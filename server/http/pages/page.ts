import type { Brand } from '../../branding/branding.ts'
import { texts } from '../../locales/index.ts'
import { directionOf, type Language } from '../../locales/languages.ts'
import { type Html, html } from './html.ts'

/** Allows only our own files, and forms sent back to us. No nonce is needed, because nothing is inline. */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** How a page looks to its reader. */
export interface View {
  readonly language: Language
  readonly brand: Brand
}

export interface Page {
  readonly view: View
  readonly title: string
  readonly content: Html
  /** Path from the page to our root. */
  readonly root?: string
  readonly status?: number
  /** Allows frames with pages of ours. */
  readonly hasFrames?: boolean
}

/** A page of ours: complete in itself, for light and dark mode, without scripts. */
export function pageResponse(page: Page): Response {
  const { view, title, content, root = '', status = 200, hasFrames = false } = page
  const { language, brand } = view
  const document = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title === brand.name ? title : `${title} · ${brand.name}`}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}${styleOf(brand)}">
</head>
<body>
<header>
${logoOf(brand, root)}<span>${brand.name}</span>
</header>
<main>
${content}
</main>
${brand.support === null ? null : html`<footer>${brand.support}</footer>`}
</body>
</html>
`
  return new Response(document.html, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': hasFrames
        ? `${contentSecurityPolicy}; frame-src 'self'`
        : contentSecurityPolicy,
      'Content-Language': language,
    },
  })
}

/** The accent is part of the address, because the policy allows no styles in the page. */
function styleOf({ accent }: Brand): string {
  return `pages.css?accent=${accent.wanted.slice(1)}`
}

/** Its name stands beside it, so it needs no text of its own. */
function logoOf({ logo }: Brand, root: string): Html | null {
  return logo === null ? null : html`<img alt="" src="${root}${logo.path}">`
}

/** One page for every link that does not work, so that it does not reveal the reason. */
export function linkOver(view: View): Response {
  const { title, lead } = texts[view.language].pages.linkOver
  const content = html`<h1>${title}</h1>
<p>${lead}</p>`
  return pageResponse({ view, title, content, status: 410 })
}
