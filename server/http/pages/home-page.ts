import { texts } from '../../locales/index.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { HttpApp } from '../transport/http-env.ts'
import { otherMethods } from '../transport/other-methods.ts'
import { type Html, html } from './html.ts'
import { pageResponse, type View } from './page.ts'
import { viewOf } from './view.ts'

type HomeDeps = Pick<HttpDeps, 'config' | 'branding' | 'portals' | 'outbox'>

/** The page at our address itself, for users and portal developers who look there. */
export function addHome(app: HttpApp, deps: HomeDeps): void {
  app.get('/', (c) => {
    const view = viewOf(c, deps)
    const { lead, mail, developers } = texts[view.language].pages.home
    const content = html`<h1>${view.brand.name}</h1>
<p>${lead}</p>
<p>${mail}</p>
${linkToPortal(deps, view)}
<p class="quiet"><bdi><a href="api/v1/">${developers}</a></bdi>${deps.outbox === null ? null : html` · <bdi><a href="outbox">Outbox</a></bdi>`}</p>`
    return pageResponse({ view, title: view.brand.name, content })
  })
  app.all('/', otherMethods(['GET']))
}

/** Only where there is one portal: a list of several would tell strangers whom the service is for. */
function linkToPortal({ portals }: HomeDeps, { language }: View): Html | null {
  const [origin] = portals.only?.origins ?? []
  return origin === undefined
    ? null
    : html`<p><a href="${origin}">${texts[language].pages.home.portal}</a></p>`
}

/** For browsers; other callers are answered in JSON. */
export function notFoundPage(view: View, root: string): Response {
  const { title, lead } = texts[view.language].pages.notFound
  const content = html`<h1>${title}</h1>
<p>${lead}</p>
<p><a href="${root}/">${view.brand.name}</a></p>`
  return pageResponse({ view, title, content, root: `${root}/`, status: 404 })
}
