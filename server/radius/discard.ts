import type { Nas } from './nas-table.ts'
import type { Proof } from './protocol/message-authenticator.ts'
import { attributeEnd, codeOf, findAttribute, hasAttribute, type RadiusPacket } from './protocol/packet.ts'
import { attributeType, maxProxyStateLength, packetCode } from './protocol/wire.ts'

/** Why a datagram is given no answer at all. */
export type DiscardReason =
  | 'malformed'
  | 'code-unsupported'
  | 'secret-mismatch'
  | 'message-authenticator-missing'
  | 'proxy-state-unsigned'
  | 'proxy-state-too-long'
  | 'two-kinds-of-proof'

/** Judges a packet by its form and signature, before its attributes are read; null: it is to be answered. */
export function reasonToDiscard(packet: RadiusPacket, nas: Nas, proof: Proof): DiscardReason | null {
  const code = codeOf(packet)
  if (code !== packetCode.accessRequest && code !== packetCode.statusServer) return 'code-unsupported'
  if (proof === 'wrong') return 'secret-mismatch'
  if (proof === 'absent') {
    const { eapMessage, proxyState } = attributeType
    // RFC 5997 section 3 and RFC 3579 section 3.1 leave no choice.
    const mustBeSigned = code === packetCode.statusServer || hasAttribute(packet, eapMessage)
    if (mustBeSigned || nas.requireMessageAuthenticator) return 'message-authenticator-missing'
    if (nas.limitProxyState && hasAttribute(packet, proxyState)) return 'proxy-state-unsigned'
  }
  if (hasTwoKindsOfProof(packet)) return 'two-kinds-of-proof'
  return proxyStateLength(packet) > maxProxyStateLength ? 'proxy-state-too-long' : null
}

/** What an admin can do about it; null: no setting causes such packets. */
export function adviceOn(reason: DiscardReason): string | null {
  switch (reason) {
    case 'secret-mismatch':
      return 'sends a wrong Message-Authenticator: the shared secret is not the same on both sides'
    case 'message-authenticator-missing':
      return 'sends no Message-Authenticator: switch it on there, or, on a network you trust, set requireMessageAuthenticator: false for this client'
    case 'proxy-state-unsigned':
      return 'sends a Proxy-State without Message-Authenticator: switch Message-Authenticator on there, or, on a network you trust, set limitProxyState: false for this client'
    default:
      return null
  }
}

/** RFC 2865 section 4.1 and RFC 3579 section 3.1: at most one of them. */
function hasTwoKindsOfProof(packet: RadiusPacket): boolean {
  const { userPassword, chapPassword, eapMessage } = attributeType
  if (!hasAttribute(packet, chapPassword))
    return hasAttribute(packet, eapMessage) && hasAttribute(packet, userPassword)
  return hasAttribute(packet, userPassword) || hasAttribute(packet, eapMessage)
}

function proxyStateLength(packet: RadiusPacket): number {
  let length = 0
  let at = findAttribute(packet, attributeType.proxyState)
  while (at >= 0) {
    const end = attributeEnd(packet, at)
    length += end - at
    at = findAttribute(packet, attributeType.proxyState, end)
  }
  return length
}
