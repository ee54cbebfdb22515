import { qrPng } from '../../mail/qr-png.ts'
import { type Html, html } from './html.ts'
import { pageResponse } from './page.ts'

const title = 'Set up your second factor'

/** What a page remembers from one form to the next. */
export interface Setup {
  /** Of the mailed link. */
  readonly token: string
  /** A widget token of the user who opened it. */
  readonly session: string
  readonly id: string
  /** otpauth://totp/...; null: its QR code is in the mail. */
  readonly uri: string | null
  /** Consecutive codes asked for. */
  readonly codes: number
}

export function passwordPage(token: string, fault: string | null = null, status = 200): Response {
  const content = html`<h1>${title}</h1>
<p>An authenticator app on your phone makes a new code every half minute. You then log in with your password and a code.</p>
${faultOf(fault)}
<form method="post" action="enrol">
<input type="hidden" name="token" value="${token}">
<label for="password">Your password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
<button>Continue</button>
</form>`
  return pageResponse({ title, content, status })
}

export function setupPage(setup: Setup, fault: string | null = null, status = 200): Response {
  const { token, session, id, uri, codes } = setup
  const content = html`<h1>${title}</h1>
${uri === null ? html`<p>Scan the QR code of the mail with your authenticator app, unless you have.</p>` : scan(uri)}
${faultOf(fault)}
<form method="post" action="enrol">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="session" value="${session}">
<input type="hidden" name="id" value="${id}">
${uri === null ? null : html`<input type="hidden" name="uri" value="${uri}">`}
${Array.from({ length: codes }, (_, i) => codeField(i, codes))}
<button>Confirm</button>
</form>`
  return pageResponse({ title, content, status })
}

export function donePage(recoveryCodes: readonly string[]): Response {
  const content = html`<h1>Done</h1>
<p>From now on you log in with your password and a code of your app.</p>
${recoveryCodes.length === 0 ? null : recovery(recoveryCodes)}`
  return pageResponse({ title: 'Your second factor is set up', content })
}

function scan(uri: string): Html {
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return html`<p>Scan this with your authenticator app, or type the key into it. On the phone itself,
<a href="${uri}">open the app</a>.</p>
<img alt="QR code of the key below" src="data:image/png;base64,${Buffer.from(qrPng(uri)).toString('base64')}">
<p><code>${secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>`
}

function codeField(i: number, codes: number): Html {
  const label = codes === 1 ? 'The code it shows' : i === 0 ? 'The code it shows' : 'The code after that'
  return html`<label for="code${i}">${label}</label>
<input id="code${i}" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="16">
`
}

function recovery(codes: readonly string[]): Html {
  return html`<h2>Recovery codes</h2>
<p>Each of them stands in for a code of the app, once. Print them or write them down now: they are not shown again.</p>
<ol class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>`
}

function faultOf(fault: string | null): Html | null {
  return fault === null ? null : html`<p class="fault" role="alert">${fault}</p>`
}
