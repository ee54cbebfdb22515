import { texts } from '../../locales/index.ts'
import type { HttpDeps } from '../api/deps.ts'
import { html } from './html.ts'
import { linkOver, pageResponse, type View } from './page.ts'

/** The page of a mailed reset link. Viewing it changes nothing; its button consumes the link. */
export function createResetPages({ notifications, branding }: Pick<HttpDeps, 'notifications' | 'branding'>) {
  return {
    async show(token: string, view: View): Promise<Response> {
      if (notifications === null || (await notifications.resets.read(token)) === null) return linkOver(view)
      const { title, consequence, button, warning } = texts[view.language].pages.reset
      const content = html`<h1>${title}</h1>
<p>${consequence}</p>
<form method="post" action="reset">
<input type="hidden" name="token" value="${token}">
<button>${button}</button>
</form>
<p class="quiet">${warning}</p>`
      return pageResponse({ view, title, content })
    },

    async use(form: URLSearchParams, from: string, view: View): Promise<Response> {
      const found =
        notifications === null ? null : await notifications.resets.consume(form.get('token') ?? '', from)
      if (found === null) return linkOver(view)
      const { done, reset } = texts[view.language].pages
      const content = html`<h1>${done}</h1>
<p>${reset.done(found.user.displayName ?? found.user.name)}</p>`
      const brand = branding.of({ tenant: found.user.tenant })
      return pageResponse({ view: { ...view, brand }, title: reset.doneTitle, content })
    },
  }
}
