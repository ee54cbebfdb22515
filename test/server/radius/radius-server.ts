import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { checkMessageAuthenticator } from '../../../server/radius/protocol/message-authenticator.ts'
import { attributeValue, findAttribute, framePacket } from '../../../server/radius/protocol/packet.ts'
import { encodeReply } from '../../../server/radius/protocol/packet-encoder.ts'
import { prepareSharedSecret } from '../../../server/radius/protocol/shared-secret.ts'
import { readUserPassword } from '../../../server/radius/protocol/user-password.ts'

export interface AskedLogin {
  readonly userName: string
  readonly password: string | null
  /** null: a new login. */
  readonly state: Buffer | null
  readonly nasIdentifier: string
  /** Whether the Message-Authenticator is right. */
  readonly signed: boolean
}

export interface ServerReply {
  readonly code: number
  readonly attributes: Buffer
}

const reply =
  (code: number) =>
  (...attributes: readonly Buffer[]): ServerReply => ({ code, attributes: Buffer.concat(attributes) })
export const accept = reply(2)
export const reject = reply(3)
export const challenge = reply(11)

export interface RadiusServerOptions {
  readonly sharedSecret: string
  /** 0 or absent: any. */
  readonly port?: number
  /** null: silence. */
  answer(asked: AskedLogin): ServerReply | null
  /** What is sent in place of a signed reply. */
  alter?(reply: Buffer, request: Buffer): Buffer
}

/** A RADIUS server on loopback that keeps no process running. */
export async function openRadiusServer(options: RadiusServerOptions) {
  const sharedSecret = prepareSharedSecret(options.sharedSecret)
  const socket = createSocket('udp4')
  socket.on('message', (datagram, from) => {
    const packet = framePacket(datagram)
    if (packet === null) return
    const attributeOf = (type: number) => {
      const at = findAttribute(packet, type)
      return at < 0 ? null : Buffer.from(attributeValue(packet, at))
    }
    const reply = options.answer({
      userName: String(attributeOf(1)),
      password: readUserPassword(packet, findAttribute(packet, 2), sharedSecret),
      state: attributeOf(24),
      nasIdentifier: String(attributeOf(32)),
      signed: checkMessageAuthenticator(packet, sharedSecret) === 'valid',
    })
    if (reply === null) return
    const signed = encodeReply(packet, sharedSecret, reply.code, reply.attributes)
    socket.send(options.alter?.(signed, packet) ?? signed, from.port, from.address)
  })
  socket.bind(options.port ?? 0, '127.0.0.1').unref()
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    close: () => new Promise<void>((closed) => socket.close(closed)),
  }
}
