import { texts } from '../../locales/index.ts'
import type { PageTexts } from '../../locales/texts.ts'
import { qrPng } from '../../mail/qr-png.ts'
import { type Html, html } from './html.ts'
import { pageResponse, type View } from './page.ts'

/** What a page carries from one form to the next. */
export interface Setup {
  /** Token of the mailed link. */
  readonly token: string
  /** A widget token of the user who opened the link. */
  readonly session: string
  readonly id: string
  /** otpauth://totp/...; null if its QR code is in the mail. */
  readonly uri: string | null
  /** Consecutive codes asked for. */
  readonly codes: number
}

/** A fault of the form's input, and the response to it. */
export interface Fault {
  readonly status: number
  readonly text: string
}

/** @param link - `userName` null: the user store cannot say it just now */
export function passwordPage(
  { token, userName }: { readonly token: string; readonly userName: string | null },
  view: View,
  fault: Fault | null = null,
): Response {
  const { title, lead, userName: label, password, next } = texts[view.language].pages.enrol
  const content = html`<h1>${title}</h1>
<p>${lead}</p>
${faultOf(fault)}
<form method="post" action="enrol">
<input type="hidden" name="token" value="${token}">
${userName === null ? null : userField(userName, label)}
<label for="password">${password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
<button>${next}</button>
</form>`
  return pageResponse({ view, title, content, status: fault?.status ?? 200 })
}

export function setupPage(setup: Setup, view: View, fault: Fault | null = null): Response {
  const { token, session, id, uri, codes } = setup
  const { enrol } = texts[view.language].pages
  const content = html`<h1>${enrol.title}</h1>
${uri === null ? html`<p>${enrol.scanMail}</p>` : scan(uri, enrol)}
${faultOf(fault)}
<form method="post" action="enrol">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="session" value="${session}">
<input type="hidden" name="id" value="${id}">
${uri === null ? null : html`<input type="hidden" name="uri" value="${uri}">`}
${Array.from({ length: codes }, (_, i) => codeField(i, enrol))}
<button>${enrol.confirm}</button>
</form>`
  return pageResponse({ view, title: enrol.title, content, status: fault?.status ?? 200 })
}

export function donePage(recoveryCodes: readonly string[], view: View): Response {
  const { done, enrol } = texts[view.language].pages
  const content = html`<h1>${done}</h1>
<p>${enrol.done}</p>
${recoveryCodes.length === 0 ? null : recovery(recoveryCodes, enrol)}`
  return pageResponse({ view, title: enrol.doneTitle, content })
}

/** Shows whose password is asked for, to users and to password managers; what is sent back is not read. */
function userField(userName: string, label: string): Html {
  return html`<label for="user">${label}</label>
<input id="user" autocomplete="username" value="${userName}" readonly>`
}

function scan(uri: string, { scan, openApp, qrCode }: PageTexts['enrol']): Html {
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return html`<p>${scan}</p>
<p><a href="${uri}">${openApp}</a></p>
<img alt="${qrCode}" src="data:image/png;base64,${Buffer.from(qrPng(uri)).toString('base64')}">
<p><code dir="ltr">${secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>`
}

function codeField(i: number, { code, nextCode }: PageTexts['enrol']): Html {
  return html`<label for="code${i}">${i === 0 ? code : nextCode}</label>
<input id="code${i}" name="code" inputmode="numeric" autocomplete="one-time-code" dir="ltr" required maxlength="16">
`
}

function recovery(codes: readonly string[], { recoveryCodes, recoveryLead }: PageTexts['enrol']): Html {
  return html`<h2>${recoveryCodes}</h2>
<p>${recoveryLead}</p>
<ol class="codes" dir="ltr">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>`
}

function faultOf(fault: Fault | null): Html | null {
  return fault === null ? null : html`<p class="fault" role="alert">${fault.text}</p>`
}
