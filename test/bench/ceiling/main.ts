import { hash } from 'node:crypto'
import { createSocket, type RemoteInfo } from 'node:dgram'
import { openJournal } from './journal.ts'
import { type CeilingUser, padded, readCeilingUsers } from './users.ts'

/**
 * The least that does for one login what Ringlock does: requests and replies signed, a retransmission answered as before, password
 * and code checked, each time-step taken once, claim and audit line on the disk before the reply. It shows what Node.js allows.
 * It is no responder to use: `lacks` in entrants.ts has what it leaves out.
 *
 * main.ts PORT USERS-FILE FOLDER SHARED-SECRET
 */
const [port = '', usersFile = '', folder = '', sharedSecret = ''] = process.argv.slice(2)

const [accessRequest, accessAccept, accessReject, statusServer] = [1, 2, 3, 12]
const [userNameType, userPasswordType, messageAuthenticatorType] = [1, 2, 80]
const headerBytes = 20
const md5Bytes = 16
const blockBytes = 64
const replyBytes = headerBytes + 2 + md5Bytes
const mostBytes = 4096
const digits = 6

const secret = Buffer.from(sharedSecret)
const users = readCeilingUsers(usersFile)
const claim = openJournal(folder)
const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })

interface Exchange {
  /** The request's Message-Authenticator: tells a retransmission from another request. */
  readonly print: string
  reply: Buffer | null
}
/** By source port and Identifier, as all requests come from loopback; so it stays small. */
const exchanges = new Map<number, Exchange>()

/** Written anew for each packet; there is one thread, and no packet waits between two of these lines. */
const inner = padded(secret, 0x36, mostBytes + secret.length)
const outer = padded(secret, 0x5c, md5Bytes)
const keyStream = Buffer.concat([secret, Buffer.alloc(md5Bytes)])
const typed = Buffer.alloc(128)
const salted = Buffer.alloc(256)

const md5 = (bytes: Buffer) => hash('md5', bytes, 'binary')
const sha1 = (bytes: Buffer) => hash('sha1', bytes, 'binary')

/** HMAC-MD5 of the packet in `inner` (RFC 2104). */
function messageAuthenticator(packetBytes: number): string {
  outer.write(md5(inner.subarray(0, blockBytes + packetBytes)), blockBytes, 'latin1')
  return md5(outer)
}

function isSigned(request: Buffer, at: number): boolean {
  request.copy(inner, blockBytes)
  inner.fill(0, blockBytes + at, blockBytes + at + md5Bytes)
  const expected = messageAuthenticator(request.length)
  let difference = 0
  for (let i = 0; i < md5Bytes; i++) difference |= expected.charCodeAt(i) ^ request.readUInt8(at + i)
  return difference === 0
}

/** RFC 2865 section 5.2, into `typed`; the length without the zeros at the end. */
function readPassword(request: Buffer, at: number, length: number): number {
  request.copy(keyStream, secret.length, 4, headerBytes)
  for (let block = 0; block < length; block += md5Bytes) {
    const mask = md5(keyStream)
    for (let i = 0; i < md5Bytes; i++)
      typed[block + i] = request.readUInt8(at + block + i) ^ mask.charCodeAt(i)
    request.copy(keyStream, secret.length, at + block, at + block + md5Bytes)
  }
  let end = length
  while (end > 0 && typed[end - 1] === 0) end--
  return end
}

/** RFC 6238 with SHA-1 and six digits. */
function codeOf(user: CeilingUser, timeStep: number): number {
  user.inner.writeUInt32BE(timeStep, blockBytes + 4)
  user.outer.write(sha1(user.inner), blockBytes, 'latin1')
  const mac = sha1(user.outer)
  const at = mac.charCodeAt(19) & 15
  const high = ((mac.charCodeAt(at) & 127) << 24) | (mac.charCodeAt(at + 1) << 16)
  return (high | (mac.charCodeAt(at + 2) << 8) | mac.charCodeAt(at + 3)) % 10 ** digits
}

/** null: the code is of none of the steps. */
function matchTimeStep(user: CeilingUser, code: number): number | null {
  const now = Math.floor(Date.now() / 30_000)
  for (const timeStep of [now, now - 1, now + 1]) if (codeOf(user, timeStep) === code) return timeStep
  return null
}

function isPassword(user: CeilingUser, length: number): boolean {
  typed.copy(salted, 0, 0, length)
  user.salt.copy(salted, length)
  return sha1(salted.subarray(0, length + user.salt.length)) === user.digest
}

/** A reply with a Message-Authenticator and a Response Authenticator (RFC 3579 section 3.2, RFC 2865 section 3). */
function send(
  code: number,
  identifier: number,
  authenticator: Buffer,
  to: RemoteInfo,
  exchange: Exchange,
): void {
  inner.writeUInt8(code, blockBytes)
  inner.writeUInt8(identifier, blockBytes + 1)
  inner.writeUInt16BE(replyBytes, blockBytes + 2)
  authenticator.copy(inner, blockBytes + 4)
  const at = blockBytes + headerBytes
  inner.writeUInt8(messageAuthenticatorType, at)
  inner.writeUInt8(2 + md5Bytes, at + 1)
  inner.fill(0, at + 2, at + 2 + md5Bytes)
  inner.write(messageAuthenticator(replyBytes), at + 2, 'latin1')
  secret.copy(inner, blockBytes + replyBytes)
  const signed = inner.subarray(blockBytes, blockBytes + replyBytes + secret.length)
  inner.write(md5(signed), blockBytes + 4, 'latin1')
  exchange.reply = Buffer.from(inner.subarray(blockBytes, blockBytes + replyBytes))
  socket.send(exchange.reply, to.port, to.address)
}

/** Where the values of the attributes begin; null: malformed. */
function attributesOf(request: Buffer): Record<'name' | 'password' | 'signature', number> | null {
  const found = { name: 0, password: 0, signature: 0 }
  for (let at = headerBytes; at < request.length; ) {
    const length = at + 1 < request.length ? request.readUInt8(at + 1) : 0
    if (length < 2 || at + length > request.length) return null
    const type = request.readUInt8(at)
    if (type === userNameType) found.name = at + 2
    else if (type === userPasswordType && length % md5Bytes === 2 && length > 2 && length <= 130)
      found.password = at + 2
    else if (type === messageAuthenticatorType && length === 2 + md5Bytes) found.signature = at + 2
    at += length
  }
  return found.signature === 0 ? null : found
}

socket.on('message', (request, from) => {
  if (request.length < headerBytes || request.length > mostBytes) return
  if (request.readUInt16BE(2) !== request.length) return
  const [code, identifier = 0] = request
  if (code !== accessRequest && code !== statusServer) return
  const at = attributesOf(request)
  if (at === null || !isSigned(request, at.signature)) return

  const print = request.toString('latin1', at.signature, at.signature + md5Bytes)
  const place = from.port * 256 + identifier
  const earlier = exchanges.get(place)
  if (earlier?.print === print) {
    if (earlier.reply !== null) socket.send(earlier.reply, from.port, from.address)
    return
  }
  const exchange: Exchange = { print, reply: null }
  exchanges.set(place, exchange)

  const authenticator = request.subarray(4, headerBytes)
  if (code === statusServer) return send(accessAccept, identifier, authenticator, from, exchange)
  const reject = () => send(accessReject, identifier, authenticator, from, exchange)
  if (at.name === 0 || at.password === 0) return reject()
  const user = users.get(request.toString('latin1', at.name, at.name - 2 + request.readUInt8(at.name - 1)))
  const length = readPassword(request, at.password, request.readUInt8(at.password - 1) - 2)
  if (user === undefined || length < digits || !isPassword(user, length - digits)) return reject()
  const timeStep = matchTimeStep(user, Number(typed.toString('latin1', length - digits, length)))
  if (timeStep === null) return reject()
  claim({
    userId: user.id,
    timeStep,
    done: (won) => send(won ? accessAccept : accessReject, identifier, authenticator, from, exchange),
  })
})
socket.bind(Number(port), '127.0.0.1')
process.on('SIGTERM', () => process.exit())
