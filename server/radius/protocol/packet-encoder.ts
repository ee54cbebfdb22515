import { attributeEnd, findAttribute, identifierOf, type RadiusPacket } from './packet.ts'
import { hmacOfPacket, md5, packetAt, type SharedSecret } from './shared-secret.ts'
import {
  attributeType,
  authenticatorAt,
  headerLength,
  maxReplyAttributesLength,
  messageAuthenticatorLength,
} from './wire.ts'

export const noAttributes = Buffer.alloc(0)

/**
 * A reply to a request: Message-Authenticator first (draft-ietf-radext-deprecating-radius), then the attributes, then
 * every Proxy-State of the request in its order (RFC 2865 section 5.33), signed with the Response Authenticator.
 *
 * @param attributes - encoded already, at most {@link maxReplyAttributesLength} bytes; more is a RangeError
 */
export function encodeReply(
  request: RadiusPacket,
  sharedSecret: SharedSecret,
  code: number,
  attributes: Buffer,
): Buffer {
  if (attributes.length > maxReplyAttributesLength) throw new RangeError('the reply attributes do not fit')
  const { inner, bytes } = sharedSecret
  const messageAuthenticatorAt = packetAt + headerLength
  let end = messageAuthenticatorAt + messageAuthenticatorLength
  inner.set(attributes, end)
  end += attributes.length
  end = copyProxyStates(request, inner, end)
  const length = end - packetAt

  inner.writeUInt8(code, packetAt)
  inner.writeUInt8(identifierOf(request), packetAt + 1)
  inner.writeUInt16BE(length, packetAt + 2)
  request.copy(inner, packetAt + authenticatorAt, authenticatorAt, headerLength)
  inner.writeUInt8(attributeType.messageAuthenticator, messageAuthenticatorAt)
  inner.writeUInt8(messageAuthenticatorLength, messageAuthenticatorAt + 1)
  inner.fill(0, messageAuthenticatorAt + 2, messageAuthenticatorAt + messageAuthenticatorLength)

  inner.write(hmacOfPacket(sharedSecret, length), messageAuthenticatorAt + 2, 'latin1')
  bytes.copy(inner, end)
  inner.write(md5(inner.subarray(packetAt, end + bytes.length)), packetAt + authenticatorAt, 'latin1')
  return Buffer.from(inner.subarray(packetAt, end))
}

function copyProxyStates(request: RadiusPacket, target: Buffer, targetAt: number): number {
  let end = targetAt
  let at = findAttribute(request, attributeType.proxyState)
  while (at >= 0) {
    const next = attributeEnd(request, at)
    end += request.copy(target, end, at, next)
    at = findAttribute(request, attributeType.proxyState, next)
  }
  return end
}
