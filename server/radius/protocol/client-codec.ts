import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { checkMessageAuthenticator } from './message-authenticator.ts'
import {
  attributeEnd,
  attributeValue,
  byteAt,
  codeOf,
  encodeAttribute,
  framePacket,
  identifierOf,
  type RadiusPacket,
} from './packet.ts'
import { hmacOfPacket, md5, packetAt, type SharedSecret } from './shared-secret.ts'
import { hideUserPassword } from './user-password.ts'
import {
  attributeType,
  authenticatorAt,
  headerLength,
  messageAuthenticatorLength,
  packetCode,
} from './wire.ts'

/** One login by PAP, as an Access-Request carries it. */
export interface PapLogin {
  readonly userName: string
  readonly password: string
  /** The State of the Access-Challenge that the password answers; null: a new login. */
  readonly state: Buffer | null
  readonly nasIdentifier: string
}

export interface AccessAnswer {
  readonly code: 'Access-Accept' | 'Access-Reject' | 'Access-Challenge'
  readonly replyMessages: readonly string[]
  readonly state: Buffer | null
  readonly attributes: readonly ReplyAttribute[]
}

export interface ReplyAttribute {
  readonly type: number
  readonly value: Buffer
}

const answerCodes: Readonly<Record<number, AccessAnswer['code']>> = {
  [packetCode.accessAccept]: 'Access-Accept',
  [packetCode.accessReject]: 'Access-Reject',
  [packetCode.accessChallenge]: 'Access-Challenge',
}

/** Message-Authenticator first; Identifier and Request Authenticator are random. */
export function encodeAccessRequest(login: PapLogin, sharedSecret: SharedSecret): Buffer {
  const requestAuthenticator = randomBytes(headerLength - authenticatorAt)
  const hidden = hideUserPassword(login.password, requestAuthenticator, sharedSecret)
  const packet = Buffer.concat([
    Buffer.from([packetCode.accessRequest, randomInt(256), 0, 0]),
    requestAuthenticator,
    encodeAttribute(attributeType.messageAuthenticator, Buffer.alloc(messageAuthenticatorLength - 2)),
    encodeAttribute(attributeType.userName, Buffer.from(login.userName)),
    encodeAttribute(attributeType.userPassword, hidden),
    encodeAttribute(attributeType.nasIdentifier, Buffer.from(login.nasIdentifier)),
    ...(login.state === null ? [] : [encodeAttribute(attributeType.state, login.state)]),
  ])
  packet.writeUInt16BE(packet.length, 2)
  sharedSecret.inner.set(packet, packetAt)
  packet.write(hmacOfPacket(sharedSecret, packet.length), headerLength + 2, 'latin1')
  return packet
}

/** null: this does not answer the request, or its sender does not know the shared secret. */
export function readAnswer(
  datagram: Buffer,
  request: Buffer,
  sharedSecret: SharedSecret,
  requireMessageAuthenticator: boolean = true,
): AccessAnswer | null {
  const packet = framePacket(datagram)
  if (packet === null || identifierOf(packet) !== byteAt(request, 1)) return null
  const code = answerCodes[codeOf(packet)]
  if (code === undefined) return null
  const requestAuthenticator = request.subarray(authenticatorAt, headerLength)
  if (!isResponseAuthentic(packet, requestAuthenticator, sharedSecret)) return null
  const proof = checkMessageAuthenticator(packet, sharedSecret, requestAuthenticator)
  if (proof === 'wrong' || (proof === 'absent' && requireMessageAuthenticator)) return null

  const attributes = listAttributes(packet)
  const valuesOf = (type: number) =>
    attributes.filter((attribute) => attribute.type === type).map(({ value }) => value)
  return {
    code,
    replyMessages: valuesOf(attributeType.replyMessage).map((value) => value.toString()),
    state: valuesOf(attributeType.state)[0] ?? null,
    attributes,
  }
}

/** RFC 2865 section 3: MD5 over the reply with the Request Authenticator in it, and the shared secret behind. */
function isResponseAuthentic(
  packet: RadiusPacket,
  requestAuthenticator: Buffer,
  { inner, bytes }: SharedSecret,
): boolean {
  const end = packetAt + packet.length
  inner.set(packet, packetAt)
  inner.set(requestAuthenticator, packetAt + authenticatorAt)
  inner.set(bytes, end)
  const expected = Buffer.from(md5(inner.subarray(packetAt, end + bytes.length)), 'latin1')
  return timingSafeEqual(expected, packet.subarray(authenticatorAt, headerLength))
}

function listAttributes(packet: RadiusPacket): readonly ReplyAttribute[] {
  const attributes: ReplyAttribute[] = []
  for (let at = headerLength; at < packet.length; at = attributeEnd(packet, at)) {
    attributes.push({ type: byteAt(packet, at), value: attributeValue(packet, at) })
  }
  return attributes
}
