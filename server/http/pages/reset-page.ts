import type { HttpParts } from '../parts.ts'
import { html } from './html.ts'
import { linkOver } from './link-over.ts'
import { pageResponse } from './page.ts'

/** What a mailed reset link leads to. Looking at it changes nothing; its button uses the link up. */
export function createResetPages({ mailed }: Pick<HttpParts, 'mailed'>) {
  return {
    async show(token: string): Promise<Response> {
      if (mailed === null || (await mailed.resets.read(token)) === null) return linkOver()
      const content = html`<h1>Take the second factor off?</h1>
<p>Your authenticators, recovery codes and trusted devices are deleted. You then log in with your password alone, until a
second factor is set up again.</p>
<form method="post" action="reset">
<input type="hidden" name="token" value="${token}">
<button>Reset now</button>
</form>
<p class="quiet">You did not ask for this? Then somebody knows your password: close this page and change the password.</p>`
      return pageResponse({ title: 'Reset the second factor', content })
    },

    async use(form: URLSearchParams, from: string): Promise<Response> {
      const found = mailed === null ? null : await mailed.resets.consume(form.get('token') ?? '', from)
      if (found === null) return linkOver()
      const content = html`<h1>Done</h1>
<p>The second factor of ${found.user.displayName ?? found.user.name} is off. Log in with the password, and set it up again
soon.</p>`
      return pageResponse({ title: 'The second factor is off', content })
    },
  }
}
