import { timingSafeEqual } from 'node:crypto'
import { attributeEnd, findAttribute, isRepeated, type RadiusPacket } from './packet.ts'
import { hmacOfPacket, packetAt, type SharedSecret } from './shared-secret.ts'
import { attributeType, authenticatorAt, messageAuthenticatorLength } from './wire.ts'

/** What a packet's Message-Authenticator says of its sender. */
export type Proof = 'valid' | 'wrong' | 'absent'

const expected = Buffer.alloc(messageAuthenticatorLength - 2)

/**
 * Checks the Message-Authenticator over the bytes of the wire, wherever it stands (RFC 3579 section 3.2). One of
 * another length than 18, or a second one, is wrong.
 *
 * @param requestAuthenticator - for a reply: what it was signed over in place of its Response Authenticator
 */
export function checkMessageAuthenticator(
  packet: RadiusPacket,
  sharedSecret: SharedSecret,
  requestAuthenticator: Buffer | null = null,
): Proof {
  const at = findAttribute(packet, attributeType.messageAuthenticator)
  if (at < 0) return 'absent'
  const end = attributeEnd(packet, at)
  if (end - at !== messageAuthenticatorLength) return 'wrong'
  if (isRepeated(packet, attributeType.messageAuthenticator)) return 'wrong'

  const { inner } = sharedSecret
  inner.set(packet, packetAt)
  requestAuthenticator?.copy(inner, packetAt + authenticatorAt)
  inner.fill(0, packetAt + at + 2, packetAt + end)
  expected.write(hmacOfPacket(sharedSecret, packet.length), 'latin1')
  return timingSafeEqual(expected, packet.subarray(at + 2, end)) ? 'valid' : 'wrong'
}
