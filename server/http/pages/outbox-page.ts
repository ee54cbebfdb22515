import { isoTime } from '../../lib/clock.ts'
import type { KeptMail, Outbox } from '../../mail/outbox.ts'
import type { HttpDeps } from '../api/deps.ts'
import { errorResponse } from '../transport/errors.ts'
import type { HttpApp } from '../transport/http-env.ts'
import { otherMethods } from '../transport/other-methods.ts'
import { refuse } from '../transport/reply.ts'
import { type Html, html } from './html.ts'
import { pageResponse } from './page.ts'

/** A mail as a mail program shows it: it runs nothing, loads nothing, and its links open a page of their own. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"

/** Shows the mail that a demo would have sent. Anyone who reaches the service can read it, so only a demo has this page. */
export function addOutbox(
  app: HttpApp,
  outbox: Pick<Outbox, 'mails'>,
  { branding }: Pick<HttpDeps, 'branding'>,
): void {
  app.get('/outbox', () => {
    const mails = outbox.mails()
    const content = html`<div class="wide">
<h1>Outbox</h1>
<p class="quiet">What would have been mailed, the newest first. <a href="outbox">Look again</a></p>
${mails.length === 0 ? html`<p>Nothing yet.</p>` : mails.map(shown)}
</div>`
    const view = { language: 'en', brand: branding.of({}) } as const
    return pageResponse({ view, title: 'Outbox', content, hasFrames: true })
  })
  app.get('/outbox/:id', (c) => {
    const mail = outbox.mails().find(({ id }) => id === c.req.param('id'))
    if (mail === undefined) return errorResponse(refuse('not-found'))
    return new Response(asDocument(mail), {
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': mailPolicy,
        'X-Frame-Options': 'SAMEORIGIN',
      },
    })
  })
  for (const path of ['/outbox', '/outbox/:id']) app.all(path, otherMethods(['GET']))
}

function shown({ id, to, subject, text, at }: KeptMail): Html {
  return html`<h2>${subject}</h2>
<p class="quiet">to ${to.name} &lt;${to.address}&gt;, ${isoTime(at)}</p>
<iframe title="${subject}" src="outbox/${id}" loading="lazy"></iframe>
<details>
<summary>As text</summary>
<pre>${text.split(/(https?:\/\/\S+)/).map(linked)}</pre>
</details>
`
}

/** Odd pieces are links. */
function linked(piece: string, i: number): Html {
  return i % 2 === 0 ? html`${piece}` : html`<a href="${piece}">${piece}</a>`
}

/** With the images that a mail brings along, and links that leave the frame. */
function asDocument({ html: body, images }: KeptMail): string {
  const withBase = body.replace('<head>', '<head>\n<base target="_blank">')
  return images.reduce(
    (text, { contentId, png }) =>
      text.replaceAll(`cid:${contentId}`, `data:image/png;base64,${Buffer.from(png).toString('base64')}`),
    withBase,
  )
}
