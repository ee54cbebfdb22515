import { texts } from '../../locales/index.ts'
import type { Language } from '../../locales/languages.ts'
import type { HttpDeps } from '../api/deps.ts'
import { html } from './html.ts'
import { linkOver, pageResponse } from './page.ts'

/** The page of a mailed reset link. Viewing it changes nothing; its button consumes the link. */
export function createResetPages({ notifications }: Pick<HttpDeps, 'notifications'>) {
  return {
    async show(token: string, language: Language): Promise<Response> {
      if (notifications === null || (await notifications.resets.read(token)) === null)
        return linkOver(language)
      const { title, consequence, button, warning } = texts[language].pages.reset
      const content = html`<h1>${title}</h1>
<p>${consequence}</p>
<form method="post" action="reset">
<input type="hidden" name="token" value="${token}">
<button>${button}</button>
</form>
<p class="quiet">${warning}</p>`
      return pageResponse({ language, title, content })
    },

    async use(form: URLSearchParams, from: string, language: Language): Promise<Response> {
      const found =
        notifications === null ? null : await notifications.resets.consume(form.get('token') ?? '', from)
      if (found === null) return linkOver(language)
      const { done, reset } = texts[language].pages
      const content = html`<h1>${done}</h1>
<p>${reset.done(found.user.displayName ?? found.user.name)}</p>`
      return pageResponse({ language, title: reset.doneTitle, content })
    },
  }
}
