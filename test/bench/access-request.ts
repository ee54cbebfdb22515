import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export interface AccessRequestFields {
  readonly identifier: number
  readonly userName: string
  /** At most 128 bytes. */
  readonly userPassword: string
  readonly sharedSecret: string
}

/** Message-Authenticator, User-Name, User-Password and NAS-IP-Address: what a NAS sends for a login. */
export function encodeAccessRequest({
  identifier,
  userName,
  userPassword,
  sharedSecret,
}: AccessRequestFields): Buffer {
  const requestAuthenticator = randomBytes(16)
  const packet = Buffer.concat([
    Buffer.of(1, identifier, 0, 0),
    requestAuthenticator,
    attribute(80, Buffer.alloc(16)),
    attribute(1, Buffer.from(userName)),
    attribute(2, hidePassword(Buffer.from(userPassword), sharedSecret, requestAuthenticator)),
    attribute(4, Buffer.of(127, 0, 0, 1)),
  ])
  packet.writeUInt16BE(packet.length, 2)
  createHmac('md5', sharedSecret).update(packet).digest().copy(packet, messageAuthenticatorAt)
  return packet
}

/**
 * Whether a reply is whole and signed twice over by who knows the shared secret: Response Authenticator (RFC 2865
 * section 3) and Message-Authenticator (RFC 3579 section 3.2).
 */
export function isSignedReply(reply: Buffer, request: Buffer, sharedSecret: string): boolean {
  if (reply.length < 20 || reply.readUInt16BE(2) !== reply.length) return false
  const signed = Buffer.from(reply)
  request.copy(signed, 4, 4, 20)
  const responseAuthenticator = createHash('md5').update(signed).update(sharedSecret).digest()
  if (!timingSafeEqual(responseAuthenticator, reply.subarray(4, 20))) return false
  const at = findAttribute(signed, 80)
  if (at === null) return false
  signed.fill(0, at + 2, at + 18)
  const messageAuthenticator = createHmac('md5', sharedSecret).update(signed).digest()
  return timingSafeEqual(messageAuthenticator, reply.subarray(at + 2, at + 18))
}

const messageAuthenticatorAt = 22

function attribute(type: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type, value.length + 2), value])
}

/** RFC 2865 section 5.2. */
function hidePassword(password: Buffer, sharedSecret: string, requestAuthenticator: Buffer): Buffer {
  const hidden = Buffer.alloc(Math.max(16, Math.ceil(password.length / 16) * 16))
  password.copy(hidden)
  let previous = requestAuthenticator
  for (let at = 0; at < hidden.length; at += 16) {
    const mask = createHash('md5').update(sharedSecret).update(previous).digest()
    for (let i = 0; i < 16; i++) hidden.writeUInt8(hidden.readUInt8(at + i) ^ mask.readUInt8(i), at + i)
    previous = hidden.subarray(at, at + 16)
  }
  return hidden
}

function findAttribute(packet: Buffer, type: number): number | null {
  for (let at = 20; at + 2 <= packet.length; at += Math.max(2, packet.readUInt8(at + 1))) {
    if (packet.readUInt8(at) === type) return at
  }
  return null
}
