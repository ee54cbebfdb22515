import type { Role } from '../../../adapters/user-store.ts'
import type { KnownUser } from '../../users/directory.ts'
import type { Portal } from './portals.ts'
import type { WaitingLogin } from './widget-tokens.ts'

/** What is known of any request to the API. */
export interface PortalContext {
  /** Whose pages or server the request comes from, or whose widget token it carries. */
  readonly portal: Portal
  /** The client's address, for throttling; null: a portal's server asks, and does not say for whom. */
  readonly source: string | null
  /** Whether a portal's server asks, which shows the portal's key; otherwise a browser does. */
  readonly byServer: boolean
  /** The client's address and port, for the audit trail. */
  readonly from: string
  /** For the audit trail and for changes of an enrolment: `{ ...actor, login: ..., by: ... }`. */
  readonly actor: { readonly door: 'http'; readonly askedBy: string; readonly from: string }
  /** The version that the caller last saw (If-Match); null: none was sent, or any will do. */
  readonly ifMatch: string | null
  readonly userAgent: string | null
  readonly cookies: ReadonlyMap<string, string>
}

/** Of a request that carries a widget token. */
export interface UserContext extends PortalContext {
  readonly caller: WidgetCaller
}

/** The one user that a widget token stands for, as the user store knows them at this very call. */
export interface WidgetCaller extends KnownUser {
  /** What this user may do through this portal. */
  readonly role: Role
  /** How the user got in, as the portal said. */
  readonly amr: readonly string[]
  /** The token's jti: what proof is remembered by. */
  readonly tokenId: string
  /** Milliseconds since the epoch. */
  readonly tokenExpiresAt: number
  /** The login that waits for this set-up, for which alone the token is good; null: it is an ordinary one. */
  readonly setUp: WaitingLogin | null
  /** Until when changes need no further proof, milliseconds since the epoch; null: POST me/reverify first. */
  readonly provenUntil: number | null
}
