import type { Proof } from './message-authenticator.ts'
import { findAttribute, type RadiusPacket } from './packet.ts'
import { md5 } from './shared-secret.ts'
import { attributeType } from './wire.ts'

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
