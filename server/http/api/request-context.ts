import type { Role } from '../../../adapters/user-store.ts'
import type { KnownUser } from '../../users/directory.ts'
import type { Portal } from './portals.ts'
import type { SetUp } from './widget-tokens.ts'

/** What is known of every API request. */
export interface PortalContext {
  /** The portal of the page, key or widget token. */
  readonly portal: Portal
  /** The client's address, for throttling; null if a portal's server asks and does not report it. */
  readonly source: string | null
  /** Whether a portal's server sent it, with the portal's key; otherwise a browser did. */
  readonly byServer: boolean
  /** The client's address and port, for the audit log. */
  readonly from: string
  /** For the audit log and for changes of an enrolment: `{ ...actor, login: ..., by: ... }`. */
  readonly actor: { readonly door: 'http'; readonly askedBy: string; readonly from: string }
  /** The version that the caller last saw (If-Match); null for any. */
  readonly ifMatch: string | null
  readonly userAgent: string | null
  readonly cookies: ReadonlyMap<string, string>
}

/** For a request with a widget token. */
export interface UserContext extends PortalContext {
  readonly caller: WidgetCaller
}

/** The user of a widget token, as the user store has them at this call. */
export interface WidgetCaller extends KnownUser {
  /** What this user may do through this portal. */
  readonly role: Role
  /** How the user logged in, as reported by the portal. */
  readonly amr: readonly string[]
  /** The token's jti, under which its proof is stored. */
  readonly tokenId: string
  /** Milliseconds since the epoch. */
  readonly tokenExpiresAt: number
  /** The login that waits for this set-up, the only purpose of the token; null for an ordinary token. */
  readonly setUp: SetUp | null
  /** Until when changes need no further proof, milliseconds since the epoch; null if POST me/reverify is needed first. */
  readonly provenUntil: number | null
}
