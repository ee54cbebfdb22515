import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { attribute, login, packet } from '../server/radius/packets.ts'

export interface AccessRequestFields {
  readonly identifier: number
  readonly userName: string
  readonly userPassword: string
  readonly sharedSecret: string
}

const nasIpAddress = attribute(4, Buffer.of(127, 0, 0, 1))

/** Message-Authenticator, User-Name, User-Password and NAS-IP-Address: what a NAS sends for a login. */
export function encodeAccessRequest(fields: AccessRequestFields): Buffer {
  const { identifier, userName, userPassword, sharedSecret } = fields
  const keys = { sharedSecret, authenticator: randomBytes(16) }
  const attributes = [...login(keys, { name: userName, password: userPassword }), nasIpAddress]
  return packet({ ...keys, identifier, attributes })
}

/**
 * Whether a reply is whole and signed twice over by who knows the shared secret: Response Authenticator (RFC 2865
 * section 3) and Message-Authenticator (RFC 3579 section 3.2), wherever it stands.
 */
export function isSignedReply(reply: Buffer, request: Buffer, sharedSecret: string): boolean {
  if (reply.length < 20 || reply.readUInt16BE(2) !== reply.length) return false
  const signed = Buffer.from(reply)
  request.copy(signed, 4, 4, 20)
  const responseAuthenticator = createHash('md5').update(signed).update(sharedSecret).digest()
  if (!timingSafeEqual(responseAuthenticator, reply.subarray(4, 20))) return false
  const at = findMessageAuthenticator(signed)
  if (at === null) return false
  signed.fill(0, at, at + 16)
  const messageAuthenticator = createHmac('md5', sharedSecret).update(signed).digest()
  return timingSafeEqual(messageAuthenticator, reply.subarray(at, at + 16))
}

function findMessageAuthenticator(packet: Buffer): number | null {
  for (let at = 20; at + 18 <= packet.length; at += Math.max(2, packet.readUInt8(at + 1))) {
    if (packet.readUInt16BE(at) === 0x5012) return at + 2
  }
  return null
}
