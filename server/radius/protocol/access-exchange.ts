/** A RADIUS client: server/radius/protocol/client.ts is one, and main.ts lends it to `login`. */
export type SendAccessRequest = (question: AccessQuestion, patience: Patience) => Promise<AccessAnswer>

export interface Patience {
  /** Milliseconds until the same bytes are sent again. */
  readonly timeout: number
  /** How often. */
  readonly retries: number
}

export interface AccessQuestion {
  /** The host is a name or an address. */
  readonly server: { readonly host: string; readonly port: number }
  readonly sharedSecret: string
  readonly userName: string
  readonly password: string
  /** The State of the Access-Challenge that the password answers; null: a new login. */
  readonly state: Buffer | null
  readonly nasIdentifier: string
  /** false believes an answer without Message-Authenticator, which can be forged (CVE-2024-3596). Otherwise it must have one. */
  readonly requireMessageAuthenticator?: boolean
}

export interface AccessAnswer {
  readonly code: 'Access-Accept' | 'Access-Reject' | 'Access-Challenge'
  readonly replyMessages: readonly string[]
  readonly state: Buffer | null
  readonly attributes: readonly ReplyAttribute[]
}

export interface ReplyAttribute {
  readonly type: number
  readonly value: Buffer
}
