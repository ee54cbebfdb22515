import { isoTime } from '../../lib/clock.ts'
import type { Outbox } from '../../mail/outbox.ts'
import type { HttpApp } from '../transport/http-env.ts'
import { otherMethods } from '../transport/other-methods.ts'
import { type Html, html } from './html.ts'
import { pageResponse } from './page.ts'

/** Shows the mail that a demo would have sent. Anyone who reaches the service can read it, so only a demo has this page. */
export function addOutbox(app: HttpApp, outbox: Pick<Outbox, 'mails'>): void {
  app.get('/outbox', () => {
    const mails = outbox.mails()
    const content = html`<div class="wide">
<h1>Outbox</h1>
<p class="quiet">What would have been mailed, the newest first. <a href="outbox">Look again</a></p>
${mails.length === 0 ? html`<p>Nothing yet.</p>` : mails.map(shown)}
</div>`
    return pageResponse({ language: 'en', title: 'Outbox', content })
  })
  app.all('/outbox', otherMethods(['GET']))
}

function shown({ to, subject, text, images, at }: ReturnType<Outbox['mails']>[number]): Html {
  return html`<h2>${subject}</h2>
<p class="quiet">to ${to.name} &lt;${to.address}&gt;, ${isoTime(at)}</p>
<pre>${text.split(/(https?:\/\/\S+)/).map(linked)}</pre>
${images.map(({ png }) => html`<img alt="QR code" src="data:image/png;base64,${Buffer.from(png).toString('base64')}">`)}
`
}

/** Odd pieces are links. */
function linked(piece: string, i: number): Html {
  return i % 2 === 0 ? html`${piece}` : html`<a href="${piece}">${piece}</a>`
}
