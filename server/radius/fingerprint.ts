import type { Proof } from './protocol/message-authenticator.ts'
import { attributeValue, findAttribute, type RadiusPacket } from './protocol/packet.ts'
import { md5 } from './protocol/shared-secret.ts'
import { attributeType, authenticatorAt, headerLength } from './protocol/wire.ts'

/**
 * Sixteen characters that two packets share only if they are the same packet. RFC 5080 section 2.2.2 goes by the Request
 * Authenticator, which is part of it; alone it would answer one user's login with another's wherever a NAS has a
 * Request Authenticator that is not random.
 */
export function fingerprintOf(packet: RadiusPacket, proof: Proof): string {
  if (proof !== 'valid') return md5(packet)
  const at = findAttribute(packet, attributeType.messageAuthenticator)
  return packet.toString('latin1', at + 2, at + 18)
}

/**
 * What a request is known by when it is sent again much later. Of one that is not signed this is what cannot be changed
 * without the shared secret: the hidden password, and the Request Authenticator that hides it.
 */
export function printOf(packet: RadiusPacket, proof: Proof, fingerprint: string): string {
  const at = findAttribute(packet, attributeType.userPassword)
  if (proof === 'valid' || at < 0) return fingerprint
  return md5(Buffer.concat([packet.subarray(authenticatorAt, headerLength), attributeValue(packet, at)]))
}
