import { createHash, createHmac } from 'node:crypto'

/** Packets made and checked with nothing of ours: what the wire says, in plain node:crypto. */

export const sharedSecret = 'sixteen-or-more-random'
export const authenticator = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')

export interface PacketParts {
  readonly code?: number
  readonly identifier?: number
  readonly authenticator?: Buffer
  readonly attributes?: readonly Buffer[]
  /** Where the Message-Authenticator stands. */
  readonly signed?: 'first' | 'last' | 'not'
  readonly sharedSecret?: string
}

export function packet({ signed = 'first', ...parts }: PacketParts = {}): Buffer {
  const given = parts.attributes ?? login(parts)
  const empty = attribute(80, Buffer.alloc(16))
  const attributes = { first: [empty, ...given], last: [...given, empty], not: given }[signed]
  const bytes = unsignedPacket(parts, attributes)
  if (signed === 'not') return bytes
  const at = signed === 'first' ? 22 : bytes.length - 16
  createHmac('md5', parts.sharedSecret ?? sharedSecret)
    .update(bytes)
    .digest()
    .copy(bytes, at)
  return bytes
}

function unsignedPacket(parts: PacketParts, attributes: readonly Buffer[]): Buffer {
  const body = Buffer.concat(attributes)
  const header = Buffer.of(parts.code ?? 1, parts.identifier ?? 7, 0, 0)
  header.writeUInt16BE(20 + body.length, 2)
  return Buffer.concat([header, parts.authenticator ?? authenticator, body])
}

export function attribute(type: number, value: Buffer | string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.of(type, bytes.length + 2), bytes])
}

export const userName = (name: string | Buffer) => attribute(1, name)
export const userPassword = (
  password: string | Buffer,
  parts: Pick<PacketParts, 'authenticator' | 'sharedSecret'> = {},
) =>
  attribute(
    2,
    hide(Buffer.from(password), parts.authenticator ?? authenticator, parts.sharedSecret ?? sharedSecret),
  )

export function login(
  parts: Pick<PacketParts, 'authenticator' | 'sharedSecret'> = {},
  { name = 'alice', password = 'Tr0ub4dor&3 test123456' } = {},
): Buffer[] {
  return [userName(name), userPassword(password, parts)]
}

/** RFC 2865 section 5.2. */
export function hide(password: Buffer, requestAuthenticator: Buffer, key: string): Buffer {
  const hidden = Buffer.alloc(Math.max(16, Math.ceil(password.length / 16) * 16))
  password.copy(hidden)
  for (let at = 0; at < hidden.length; at += 16) {
    const previous = at === 0 ? requestAuthenticator : hidden.subarray(at - 16, at)
    const mask = createHash('md5').update(key).update(previous).digest()
    for (let i = 0; i < 16; i++) hidden.writeUInt8(hidden.readUInt8(at + i) ^ mask.readUInt8(i), at + i)
  }
  return hidden
}

/** Type and value, in hexadecimal where it is not text, of every attribute but the Message-Authenticator. */
export function attributesOf(bytes: Buffer): { type: number; value: Buffer }[] {
  const attributes: { type: number; value: Buffer }[] = []
  for (let at = 20; at < bytes.length; at += bytes.readUInt8(at + 1)) {
    attributes.push({
      type: bytes.readUInt8(at),
      value: bytes.subarray(at + 2, at + bytes.readUInt8(at + 1)),
    })
  }
  return attributes
}

export function textOf(reply: Buffer, type: number): string[] {
  return attributesOf(reply)
    .filter((attribute) => attribute.type === type)
    .map(({ value }) => value.toString())
}

/** Length, Identifier, Message-Authenticator as the first attribute, Response Authenticator. */
export function isSigned(reply: Buffer, request: Buffer, key: string = sharedSecret): boolean {
  const asked = Buffer.from(reply)
  request.copy(asked, 4, 4, 20)
  const responseAuthenticator = createHash('md5').update(asked).update(key).digest()
  asked.fill(0, 22, 38)
  const messageAuthenticator = createHmac('md5', key).update(asked).digest()
  return (
    reply.readUInt16BE(2) === reply.length &&
    reply.readUInt8(1) === request.readUInt8(1) &&
    reply.subarray(4, 20).equals(responseAuthenticator) &&
    reply.subarray(20, 22).equals(Buffer.of(80, 18)) &&
    reply.subarray(22, 38).equals(messageAuthenticator)
  )
}

/** A reply without attributes, signed by its Response Authenticator alone: CVE-2024-3596 forges such. */
export function replyWithoutMessageAuthenticator(request: Buffer, code: number, key = sharedSecret): Buffer {
  return withResponseAuthenticator(
    Buffer.concat([Buffer.of(code, request.readUInt8(1), 0, 20), Buffer.alloc(16)]),
    request,
    key,
  )
}

/** Makes the Response Authenticator of a reply right, whatever is in it. */
export function withResponseAuthenticator(reply: Buffer, request: Buffer, key = sharedSecret): Buffer {
  request.copy(reply, 4, 4, 20)
  createHash('md5').update(reply).update(key).digest().copy(reply, 4)
  return reply
}

export const hex = (bytes: Buffer) => bytes.toString('hex')
export const bytes = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
