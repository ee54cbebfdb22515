/** A RADIUS client as `login` uses it; main.ts lends server/radius/client.ts. */
export type SendAccessRequest = (
  question: AccessQuestion,
  patience: { readonly timeout: number; readonly retries: number },
) => Promise<AccessAnswer>

export interface AccessQuestion {
  readonly server: { readonly host: string; readonly port: number }
  readonly sharedSecret: string
  readonly userName: string
  readonly password: string
  /** The State of the Access-Challenge that the password answers; null: a new login. */
  readonly state: Buffer | null
  readonly nasIdentifier: string
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
