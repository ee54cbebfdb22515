import { type CSSResultGroup, html, nothing } from 'lit'
import type { UserView } from '../../server/http/contract/index.ts'
import type { BodyOf, RequestArgument, Route } from '../calls.ts'
import { property, state } from '../decorators.ts'
import { define } from '../define.ts'
import { RinglockHardwareImportedEvent, RinglockUserChangedEvent } from '../events.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.ts'
import { selectFieldStyles } from '../parts/select-field.ts'
import { SelfElement } from '../self-element.ts'
import { AssignDialog } from './assign-dialog.ts'
import { AuditDialog, auditStyles } from './audit-dialog.ts'
import { ImportDialog } from './import-dialog.ts'
import { importStyles } from './import-preview.ts'
import { RowMenu, rowMenuStyles } from './row-menu.ts'
import { adminStyles } from './styles.ts'
import { type Order, toolbar } from './toolbar.ts'
import { type ActionParts, createUserActions } from './user-actions.ts'
import { collectUsers, inOrder, type UserSearch, type UsersFound } from './user-list.ts'
import { stateStyles } from './user-state.ts'
import { userTable } from './user-table.ts'

/** Delay between the last key press and the search, ms. */
const typingPause = 250

/**
 * How all users stand with their second factor, and what an admin does about it.
 *
 * @event {RinglockUserChangedEvent} ringlock-user-changed - An admin changed a user's second factor.
 * @event {RinglockHardwareImportedEvent} ringlock-hardware-imported - Hardware from a file was assigned.
 * @csspart users - The table of users.
 */
export class RinglockAdminStatus extends SelfElement {
  static override styles: CSSResultGroup = [
    SelfElement.styles,
    selectFieldStyles,
    stateStyles,
    rowMenuStyles,
    auditStyles,
    importStyles,
    adminStyles,
  ]

  /** Users on a page; 200 at most. */
  @property({ attribute: 'page-size', type: Number }) pageSize = 25

  @state() private found: UsersFound | null = null
  @state() private isLoading = false
  @state() private problem: string | null = null
  @state() private note: string | null = null
  @state() private order: Order = 'list'
  private me: BodyOf<'GET /me'> | null = null
  private asked: UserSearch = { search: '', status: null }
  /** The cursors of this page and of those before it; null: the first page. */
  private cursors: readonly (string | null)[] = [null]
  private loading = new AbortController()
  private typing: ReturnType<typeof setTimeout> | null = null

  private readonly confirm = new ConfirmDialog(this)
  private readonly menu = new RowMenu(this)
  private readonly parts: ActionParts = {
    host: this,
    confirm: this.confirm,
    call: <R extends Route>(route: R, ...request: RequestArgument<R>) => this.call(route, ...request),
    act: (work) => {
      this.problem = null
      this.note = null
      return this.act(work)
    },
    replace: (user) => this.replace(user),
    tell: (said) => this.tell(said),
    failureText: (failure) => this.failureText(failure),
  }
  private readonly actions = createUserActions(this.parts)
  private readonly assign = new AssignDialog(this.parts)
  private readonly audit = new AuditDialog(this.parts)
  private readonly hardwareImport = new ImportDialog({
    ...this.parts,
    onImported: (taken) => this.onImported(taken),
  })

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hasUpdated) this.begin()
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const isNew = ['api', 'tokenUrl', 'tokenProvider', 'pageSize'].some((name) => changed.has(name))
    if (isNew && this.isConnected) this.begin()
  }

  protected override forget(): void {
    if (this.typing !== null) clearTimeout(this.typing)
    this.loading.abort()
    this.found = null
    this.me = null
    this.problem = null
    this.note = null
    this.isLoading = false
    this.cursors = [null]
  }

  private begin(): void {
    if (this.tokenUrl === '' && this.tokenProvider === null) return
    void this.readMe()
    void this.load([null])
  }

  /** Reads what the admin may manage and whether mail is sent; the menus show it once it is known. */
  private async readMe(): Promise<void> {
    const answer = await this.call('GET /me')
    if (answer.outcome !== 'done') return
    this.me = answer.body
    this.requestUpdate()
  }

  private async load(cursors: readonly (string | null)[]): Promise<void> {
    this.loading.abort()
    this.loading = new AbortController()
    this.isLoading = true
    this.problem = null
    const place = {
      cursor: cursors.at(-1) ?? null,
      limit: Math.min(Math.max(this.pageSize, 1), 200),
      signal: this.loading.signal,
    }
    const answer = await collectUsers(this.parts.call, this.asked, place)
    if (answer.outcome === 'aborted') return
    this.isLoading = false
    if (answer.outcome !== 'done') {
      this.problem = this.failureText(answer)
      return
    }
    this.found = answer
    this.cursors = cursors
    this.announce(answer.users.length === 0 ? this.text('admin-status.none') : this.pageText(answer))
  }

  private pageText({ users, nextCursor }: UsersFound): string {
    const found = this.text('admin-status.found', this.number(users.length), users.length)
    const isOnlyPage = this.cursors.length === 1 && nextCursor === null
    return isOnlyPage ? found : this.text('admin-status.page', this.number(this.cursors.length), found)
  }

  private readonly onSearch = (typed: string): void => {
    if (this.typing !== null) clearTimeout(this.typing)
    this.typing = setTimeout(() => this.look({ search: typed.trim() }), typingPause)
  }

  private look(changed: Partial<UserSearch>): void {
    this.asked = { ...this.asked, ...changed }
    this.note = null
    void this.load([null])
  }

  private replace(user: UserView): void {
    if (this.found === null) return
    const users = this.found.users.map((each) => (each.key === user.key ? user : each))
    this.found = { ...this.found, users }
    this.dispatchEvent(new RinglockUserChangedEvent(user))
  }

  private tell(said: Parameters<ActionParts['tell']>[0]): void {
    this.note = 'note' in said ? said.note : null
    this.problem = 'problem' in said ? said.problem : null
    if (this.note !== null) this.announce(this.note)
  }

  private onImported(taken: number): void {
    this.dispatchEvent(new RinglockHardwareImportedEvent(taken))
    void this.load(this.cursors)
    this.tell({ note: this.text('admin-status.imported', this.number(taken)) })
  }

  protected override renderOverlay(): unknown {
    return [
      super.renderOverlay(),
      this.assign.render(),
      this.audit.render(),
      this.hardwareImport.render(),
      this.confirm.render(),
    ]
  }

  protected override renderContent(): unknown {
    const { note, problem, found } = this
    return html`
      <div class="heading">
        <h2 part="title">${this.text('admin-status.title')}</h2>
        ${button({ label: this.text('admin-status.import'), onClick: () => void this.hardwareImport.open() })}
      </div>
      ${toolbar(this, {
        onSearch: this.onSearch,
        onStatus: (status) => this.look({ status }),
        onOrder: (order) => {
          this.order = order
        },
      })}
      ${alert(problem)} ${note === null ? nothing : html`<p class="ringlock-note ringlock-success">${note}</p>`}
      ${found === null ? this.renderEmpty() : this.renderFound(found)}
    `
  }

  private renderEmpty(): unknown {
    if (this.isLoading) return html`<p class="muted">${this.text('parts.loading')}…</p>`
    if (this.problem === null) return nothing
    return button({ label: this.text('common.tryAgain'), onClick: () => this.begin() })
  }

  private renderFound(found: UsersFound): unknown {
    const { users, unavailableStores } = found
    return html`
      ${
        unavailableStores.length === 0
          ? nothing
          : html`<p class="ringlock-note">
            ${this.text('admin-status.storesMissing', unavailableStores.join(', '))}
          </p>`
      }
      <div aria-busy=${this.isLoading}>
        ${
          users.length === 0
            ? html`<p class="muted">${this.text('admin-status.none')}</p>`
            : userTable(inOrder(users, this.order, this.locale.lang), {
                host: this,
                menu: this.menu,
                actions: this.actions,
                admin: this.me?.user ?? null,
                hasMail: this.me?.mail ?? true,
                assign: (user) => void this.assign.open(user),
                showAudit: (user) => void this.audit.open(user),
              })
        }
      </div>
      ${this.renderPages(found)}
    `
  }

  private renderPages(found: UsersFound): unknown {
    const { nextCursor } = found
    const { cursors } = this
    const previous = () => void this.load(cursors.slice(0, -1))
    const next = () => void this.load([...cursors, nextCursor])
    return html`<nav class="pages" aria-label=${this.text('admin-status.title')}>
      <p class="muted">${found.users.length === 0 ? nothing : this.pageText(found)}</p>
      <div class="ringlock-actions">
        ${cursors.length === 1 ? nothing : button({ label: this.text('admin-status.previous'), onClick: previous })}
        ${nextCursor === null ? nothing : button({ label: this.text('admin-status.next'), onClick: next })}
      </div>
    </nav>`
  }
}

define('ringlock-admin-status', RinglockAdminStatus)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-admin-status': RinglockAdminStatus
  }
}
