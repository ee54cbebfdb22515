import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { type AccessAnswer, encodeAccessRequest, type PapLogin, readAnswer } from './client-codec.ts'
import { prepareSharedSecret } from './shared-secret.ts'

export interface AccessQuestion extends PapLogin {
  /** The host is a name or an address. */
  readonly server: { readonly host: string; readonly port: number }
  readonly sharedSecret: string
  /** false believes an answer without Message-Authenticator, which can be forged (CVE-2024-3596). Otherwise it must have one. */
  readonly requireMessageAuthenticator?: boolean
}

export interface Patience {
  /** Milliseconds until the same bytes are sent again. */
  readonly timeout: number
  /** How often. */
  readonly retries: number
}

/** There is no answer, or none that could be believed; the message tells a person which. */
export class RadiusClientError extends Error {
  override readonly name = 'RadiusClientError'
}

/**
 * Sends one Access-Request and believes only an answer signed with the shared secret, in its Response Authenticator
 * and, unless the question does without, in a Message-Authenticator; any other is passed over, as if it had not come.
 *
 * @throws RadiusClientError, or a RangeError for what does not fit into a packet
 */
export async function sendAccessRequest(
  question: AccessQuestion,
  { timeout, retries }: Patience,
): Promise<AccessAnswer> {
  const { host, port } = question.server
  const sharedSecret = prepareSharedSecret(question.sharedSecret)
  const request = encodeAccessRequest(question, sharedSecret)
  const { address, family } = await lookup(host).catch((error: Error) => {
    throw new RadiusClientError(`${host} is not known: ${error.message}`)
  })
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  let timer: NodeJS.Timeout | undefined

  return new Promise<AccessAnswer>((resolve, reject) => {
    const fail = (what: string) => reject(new RadiusClientError(`${host}:${port} ${what}`))
    let isUnbelievable = false
    const send = (sendsLeft: number) => {
      socket.send(request)
      timer = setTimeout(() => {
        if (sendsLeft > 0) send(sendsLeft - 1)
        else fail(isUnbelievable ? 'answers, but not with this shared secret' : 'does not answer')
      }, timeout)
    }
    socket.on('error', (error) => fail(`cannot be reached: ${error.message}`))
    socket.on('message', (datagram) => {
      const answer = readAnswer(datagram, request, sharedSecret, question.requireMessageAuthenticator)
      if (answer !== null) resolve(answer)
      else isUnbelievable = true
    })
    socket.on('connect', () => send(retries))
    socket.connect(port, address)
  }).finally(() => {
    clearTimeout(timer)
    socket.close()
  })
}
