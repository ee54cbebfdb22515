import type { Nas } from './nas-table.ts'
import type { Proof } from './protocol/message-authenticator.ts'
import {
  attributeEnd,
  attributeValue,
  findAttribute,
  hasAttribute,
  isRepeated,
  type RadiusPacket,
  readUtf8,
} from './protocol/packet.ts'
import { type PasswordEncoding, readUserPassword } from './protocol/user-password.ts'
import { attributeType } from './protocol/wire.ts'

/** What an Access-Request asks. */
export type AccessRequest = LoginRequest | { readonly refused: RequestFault }

export interface LoginRequest {
  readonly refused: null
  readonly login: string
  readonly typed: string
  /** Whether it is hardly a typed password: random bytes, read with another shared secret, look like this. */
  readonly isUnlikely: boolean
  /** The State that came back, a character a byte; null: a new login. */
  readonly challengeState: string | null
  /** Calling-Station-Id. */
  readonly source: string | null
}

/** Why a request cannot be judged. No user is charged for it: the fault is not theirs. */
export type RequestFault =
  | 'attribute-repeated'
  | 'not-pap'
  | 'user-name-missing'
  | 'user-name-undecodable'
  | 'password-missing'
  | 'password-undecodable'
  | 'secret-mismatch'

const microsoft = 311
const maxSourceLength = 64
/** Characters that are hardly ever typed: control characters, noncharacters, characters for private use. Random bytes are full of them. */
const rarelyTyped = /[\p{Cc}\p{Co}\p{Noncharacter_Code_Point}]/u

export function readAccessRequest(
  packet: RadiusPacket,
  { sharedSecret, passwordEncoding }: Pick<Nas, 'sharedSecret' | 'passwordEncoding'>,
  proof: Proof,
): AccessRequest {
  const { userName, userPassword, state } = attributeType
  if (isRepeated(packet, userName) || isRepeated(packet, userPassword) || isRepeated(packet, state)) {
    return { refused: 'attribute-repeated' }
  }
  const passwordAt = findAttribute(packet, userPassword)
  if (passwordAt < 0) return { refused: carriesOtherProof(packet) ? 'not-pap' : 'password-missing' }
  const userNameAt = findAttribute(packet, userName)
  if (userNameAt < 0) return { refused: 'user-name-missing' }
  const login = readUtf8(packet, userNameAt + 2, attributeEnd(packet, userNameAt))
  if (login === null) return { refused: 'user-name-undecodable' }
  const typed = readUserPassword(packet, passwordAt, sharedSecret, passwordEncoding)
  if (typed === null) return { refused: proof === 'valid' ? 'password-undecodable' : 'secret-mismatch' }
  return {
    refused: null,
    login,
    typed,
    isUnlikely: proof !== 'valid' && isHardlyTyped(typed, passwordEncoding),
    challengeState: readState(packet),
    source: readSource(packet),
  }
}

/** Of random bytes one block in 15,000 is UTF-8, but one in 100 is Latin-1, and then nearly always with letters beyond ASCII. */
function isHardlyTyped(typed: string, encoding: PasswordEncoding): boolean {
  return rarelyTyped.test(typed) || (encoding === 'latin-1' && /[^\p{ASCII}]/u.test(typed))
}

/** Of a request that cannot be judged, for the log; null: it has none, or none that can be read. */
export function readUserName(packet: RadiusPacket): string | null {
  const at = findAttribute(packet, attributeType.userName)
  return at < 0 ? null : readUtf8(packet, at + 2, attributeEnd(packet, at))
}

/** CHAP, EAP and MS-CHAP prove a password without showing it (RFC 2865 section 5.3, RFC 3579, RFC 2548). */
function carriesOtherProof(packet: RadiusPacket): boolean {
  const { chapPassword, eapMessage, vendorSpecific } = attributeType
  if (hasAttribute(packet, chapPassword) || hasAttribute(packet, eapMessage)) return true
  let at = findAttribute(packet, vendorSpecific)
  while (at >= 0) {
    if (isMicrosoft(attributeValue(packet, at))) return true
    at = findAttribute(packet, vendorSpecific, attributeEnd(packet, at))
  }
  return false
}

function isMicrosoft(vendorSpecific: Buffer): boolean {
  return vendorSpecific.length >= 4 && vendorSpecific.readUInt32BE(0) === microsoft
}

function readState(packet: RadiusPacket): string | null {
  const at = findAttribute(packet, attributeType.state)
  return at < 0 ? null : attributeValue(packet, at).toString('latin1')
}

/** Some devices send the zero that ends a string with it. */
export function readSource(packet: RadiusPacket): string | null {
  const at = findAttribute(packet, attributeType.callingStationId)
  const text = at < 0 ? null : readUtf8(packet, at + 2, attributeEnd(packet, at))
  return text?.replaceAll('\0', '').trim().slice(0, maxSourceLength) || null
}
