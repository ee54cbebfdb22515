/** What is asked of a server: one login, its password by PAP. */
export interface PapQuestion {
  readonly server: { readonly host: string; readonly port: number }
  readonly sharedSecret: string
  readonly userName: string
  readonly password: string
  readonly state: null
  readonly nasIdentifier: string
  readonly requireMessageAuthenticator: boolean
}

/**
 * Asks a server, again when it does not answer, and believes only what is signed with the shared secret. Rejects when
 * there is no such answer.
 *
 * @param patience - milliseconds until the same packet is sent again, and how often
 */
export type AskRadiusServer = (
  question: PapQuestion,
  patience: { readonly timeout: number; readonly retries: number },
) => Promise<{ readonly code: 'Access-Accept' | 'Access-Reject' | 'Access-Challenge' }>
