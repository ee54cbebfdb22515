import { createHmac } from 'node:crypto'
import type { LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { createMetrics } from '../../../server/compose/metrics.ts'
import { createDatagramHandler } from '../../../server/radius/datagrams.ts'
import { createDuplicates } from '../../../server/radius/duplicates.ts'
import { createNasTable } from '../../../server/radius/nas-table.ts'
import { createUnknownClients } from '../../../server/radius/unknown-clients.ts'
import { createRandom, mutate } from './mutations.ts'
import { attribute, attributesOf, login, packet, sharedSecret, userName } from './packets.ts'
import { accept, officePbx, wrongPassword } from './responder.ts'

const [name, password] = ['alice', 'Tr0ub4dor&3 test123456']
const duplicateLimit = 4096

/** Every kind of packet that the responder tells from others. */
const originals: readonly Buffer[] = [
  packet({ attributes: login({}, { name, password }) }),
  packet({ attributes: login({}, { name, password }), signed: 'last' }),
  packet({ attributes: login({}, { name, password }), signed: 'not' }),
  packet({ attributes: [attribute(33, 'one'), ...login({}, { name, password }), attribute(33, 'two')] }),
  packet({
    attributes: [
      ...login({}, { name, password: '123456' }),
      attribute(24, 'state'),
      attribute(31, '10.0.0.9'),
    ],
  }),
  packet({ attributes: [userName(name), attribute(79, Buffer.of(2, 0, 0, 4))] }),
  packet({ attributes: [userName(name), attribute(3, Buffer.alloc(17)), attribute(60, Buffer.alloc(16))] }),
  packet({ attributes: [...login({}, { name, password }), attribute(3, Buffer.alloc(17))] }),
  packet({ code: 12, attributes: [] }),
]
const acceptable = originals.filter((original) => original.readUInt8(0) === 12 || isLogin(original))

function isLogin(original: Buffer): boolean {
  return attributesOf(original).every(({ type }) => [1, 2, 33, 80].includes(type))
}

export interface FuzzFigures {
  readonly replies: number
  readonly accepts: number
  /** `outcome reason`, every one that was reached. */
  readonly reached: ReadonlySet<string>
}

/**
 * Sends mutated packets through the datagram path, to a Nas that must sign and to one that need not. A third
 * of them is signed again after the mutation, so that what lies behind the signature is reached too.
 *
 * @throws Error with seed, number and bytes of the first packet that was answered with an Access-Accept it did not
 *   earn, that caused a fault, or that made the responder remember more than its bound
 */
export async function fuzzDoor({
  seed,
  packets,
}: {
  readonly seed: number
  readonly packets: number
}): Promise<FuzzFigures> {
  const random = createRandom(seed)
  const metrics = createMetrics()
  const duplicates = createDuplicates({ limit: duplicateLimit })
  const faults: string[] = []
  let earned = 0
  const handler = createDatagramHandler({
    nasTable: () => table,
    unknownClients: createUnknownClients({ warn: () => {} }, Date.now),
    authenticate: async (attempt): Promise<LoginOutcome> => {
      if (attempt.login !== name || attempt.typed !== password || attempt.challengeState !== null)
        return wrongPassword
      earned++
      return accept
    },
    duplicates,
    metrics: metrics.radius,
    log: { warn: () => {}, error: ({ err }: { err?: unknown }) => faults.push(String(err)) },
    clock: Date.now,
    deadline: 4000,
    onDecided: () => {},
    whenUnavailable: 'silence',
  })

  let replies = 0
  let accepts = 0
  let statusAccepts = 0
  for (let number = 0; number < packets; number++) {
    const original = originals[random(originals.length)] ?? Buffer.alloc(0)
    const mutated = mutate(original, random)
    const signedAgain = random(3) === 0 && signAgain(mutated)
    const isStrict = random(2) === 0
    // No two packets come from the same place, or one would be taken for a retransmission of the other.
    const from = { address: `10.${isStrict ? 1 : 2}.${number >> 16}.1`, port: number & 0xffff }
    const fail = (what: string) => {
      throw new Error(
        `${what}: seed ${seed}, packet ${number}, from ${from.address}: ${mutated.toString('hex')}`,
      )
    }
    const answers: Buffer[] = []
    handler.receive(mutated, from, (reply) => answers.push(reply))
    await handler.idle()

    if (answers.length > 1) fail('more than one reply')
    if (random(8) === 0) {
      handler.receive(mutated, from, (again) => {
        if (answers[0]?.equals(again) !== true) fail('a retransmission got another reply')
      })
      await handler.idle()
    }
    if (faults.length > 0) fail(faults.join())
    if (duplicates.size() > duplicateLimit) fail('the duplicate cache grew over its bound')
    replies += answers.length
    if (answers[0]?.readUInt8(0) !== 2) continue
    accepts++
    if (mutated.readUInt8(0) === 12) statusAccepts++
    if (isStrict && !signedAgain && !isUnchanged(mutated)) fail('Access-Accept for a changed packet')
    if (accepts - statusAccepts > earned) fail('Access-Accept that was not earned')
  }
  const reached = new Set(
    metrics.radiusRequests().map(({ outcome, reason }) => `${outcome} ${reason}`.trim()),
  )
  return { replies, accepts, reached }
}

const table = createNasTable([
  { ...officePbx, address: '10.1.0.0/16' },
  {
    ...officePbx,
    name: 'lax-pbx',
    address: '10.2.0.0/16',
    requireMessageAuthenticator: false,
    limitProxyState: false,
  },
])

/** Trailing bytes do not count: they are not part of a packet. */
function isUnchanged(mutated: Buffer): boolean {
  const length = mutated.readUInt16BE(2)
  return acceptable.some((original) => original.equals(mutated.subarray(0, length)))
}

/** Signs a packet whose Message-Authenticator still stands where it stood first; false: it does not. */
export function signAgain(mutated: Buffer): boolean {
  if (mutated.length < 38 || mutated.readUInt16BE(20) !== 0x5012) return false
  const length = mutated.readUInt16BE(2)
  if (length < 38 || length > mutated.length) return false
  mutated.fill(0, 22, 38)
  createHmac('md5', sharedSecret).update(mutated.subarray(0, length)).digest().copy(mutated, 22)
  return true
}
