import { css, html, nothing, type ReactiveController } from 'lit'
import type { UserView } from '../../server/http/contract/index.ts'
import type { BodyOf } from '../calls.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import { type Dialog, openDialog } from '../parts/dialog.ts'
import { type ActionParts, nameOf } from './user-actions.ts'

type AuditEvent = BodyOf<'GET /audit'>['events'][number]

/** The audit events of one user, newest first. Event names are those of the audit log in every language. */
export class AuditDialog implements ReactiveController {
  readonly #parts: ActionParts
  #user: UserView | null = null
  #events: readonly AuditEvent[] = []
  #nextCursor: string | null = null
  #problem: string | null = null
  #busy = false
  #asking = new AbortController()
  #dialog: Dialog | null = null

  constructor(parts: ActionParts) {
    this.#parts = parts
    parts.host.addController(this)
  }

  hostDisconnected(): void {
    this.#close()
  }

  async open(user: UserView): Promise<void> {
    const { host } = this.#parts
    this.#user = user
    this.#events = []
    this.#asking = new AbortController()
    host.requestUpdate()
    await host.updateComplete
    this.#dialog = openDialog(host, '#ringlock-audit', () => this.#close())
    await this.#load(user, null)
  }

  render(): unknown {
    const user = this.#user
    if (user === null) return nothing
    const { host } = this.#parts
    const { lang, dir } = host.locale
    const isEmpty = this.#events.length === 0 && !this.#busy && this.#problem === null
    const next = this.#nextCursor
    return html`<dialog id="ringlock-audit" part="dialog" class="wide" lang=${lang} dir=${dir} aria-labelledby="ringlock-audit-title">
      <h2 part="title" id="ringlock-audit-title">${host.text('admin-status.auditTitle', nameOf(user))}</h2>
      ${isEmpty ? html`<p class="muted">${host.text('admin-status.auditNone')}</p>` : nothing}
      <ol class="audit">${this.#events.map((event) => this.#renderEvent(event))}</ol>
      ${this.#busy ? html`<p class="muted">${host.text('parts.loading')}…</p>` : nothing} ${alert(this.#problem)}
      <div class="ringlock-actions">
        ${
          next === null
            ? nothing
            : button({ label: host.text('admin-status.older'), onClick: () => void this.#load(user, next) })
        }
        ${button({ label: host.text('parts.close'), kind: 'primary', onClick: () => this.#close() })}
      </div>
    </dialog>`
  }

  #renderEvent({ at, event, outcome, reason, by, askedBy, from, door, count }: AuditEvent): unknown {
    const { host } = this.#parts
    const where = [door, askedBy, from].filter((each) => each !== null).join(' · ')
    return html`<li>
      <time class="muted" datetime=${at}>${host.date(at)}</time>
      <span><code dir="ltr">${event}</code> <bdi lang="en">${outcome}${reason === null ? '' : `: ${reason}`}</bdi>${count === undefined ? '' : html` <bdi>× ${count}</bdi>`}</span>
      <span class="muted">
        <bdi>${where}</bdi>${by === null ? '' : html` · <bdi>${host.text('admin-status.by', by)}</bdi>`}
      </span>
    </li>`
  }

  /** Continues to the first page with events: a page can be empty although there is a next one. */
  async #load({ key }: UserView, from: string | null): Promise<void> {
    if (this.#busy) return
    const { host, call } = this.#parts
    const { signal } = this.#asking
    this.#busy = true
    this.#problem = null
    host.requestUpdate()
    let cursor = from
    let found: readonly AuditEvent[] = []
    do {
      const query = { user: key, limit: 25, ...(cursor === null ? {} : { cursor }) }
      const answer = await call('GET /audit', { query, signal })
      if (answer.outcome === 'aborted') return
      if (answer.outcome !== 'done') {
        this.#problem = this.#parts.failureText(answer)
        break
      }
      found = answer.body.events
      cursor = answer.body.nextCursor
    } while (found.length === 0 && cursor !== null)
    this.#events = [...this.#events, ...found]
    this.#nextCursor = cursor
    this.#busy = false
    host.requestUpdate()
  }

  #close(): void {
    this.#asking.abort()
    this.#dialog?.close()
    this.#dialog = null
    this.#user = null
    this.#events = []
    this.#nextCursor = null
    this.#busy = false
    this.#parts.host.requestUpdate()
  }
}

export const auditStyles = css`
  .audit {
    margin: 0 0 16px;
    padding: 0;
    list-style: none;
  }
  .audit > li {
    display: grid;
    gap: 0 16px;
    padding: 8px 0;
    border-block-start: 1px solid var(--_line);
    font-size: 0.9375em;
  }
  @media (min-width: 640px) {
    .audit > li {
      grid-template-columns: 13em 1fr;
    }
    .audit > li > :last-child {
      grid-column: 2;
    }
  }
`
