import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { sharedSecret, withRinglock } from '../peers/ringlock.ts'
import { askStatus } from '../peers/status-server.ts'
import { signAgain } from '../server/radius/fuzz.ts'
import { createRandom, mutate, type Random } from '../server/radius/mutations.ts'
import { attribute, login, packet, userName } from '../server/radius/packets.ts'
import { residentMegabytes } from './measure.ts'
import { type BenchUser, makeUsers, withSsha } from './population.ts'
import { figure, progress, table } from './section.ts'

const accessRequest = 1
const statusServer = 12

const packets = 1_000_000
/** So many are sent before the service must show that it lives; they fit into its socket's buffer. */
const batch = 100
const statusPatience = 10_000
const warmUp = 50_000
const seed = 20_190

/**
 * Mutated packets at a running service, which takes them unsigned too: everything in them is read. No one's code is in any of
 * them, so that whatever is accepted is accepted wrongly.
 */
export async function measureFuzz(): Promise<string> {
  const users = makeUsers(100)
  const lax = { requireMessageAuthenticator: false, limitProxyState: false }
  return withRinglock({ users: users.map(withSsha), client: lax }, async ({ port, pid, running }) => {
    const random = createRandom(seed)
    const answers = new Map<number, number>()
    const socket = await openSocket((reply) => {
      const code = reply.readUInt8(0)
      answers.set(code, (answers.get(code) ?? 0) + 1)
    })
    let before = Number.NaN
    let slowest = 0
    for (let sent = 0; sent < packets; sent += batch) {
      if (sent === warmUp) before = residentMegabytes(pid)
      if (sent % 100_000 === 0) progress(`fuzz: ${figure(sent)} packets`)
      for (let i = 0; i < batch; i++) socket.send(nextPacket(users, random), port, '127.0.0.1')
      const time = await askStatus(port, sharedSecret, statusPatience)
      if (time === null) throw new Error(`no answer after ${sent + batch} packets of seed ${seed}`)
      slowest = Math.max(slowest, time)
    }
    socket.close()
    return table(`fuzz: ${figure(packets)} mutated packets, seed ${seed}`, [
      ['crashes', figure(running() ? 0 : 1), ''],
      ['Access-Accept', figure(answers.get(2) ?? 0), 'none is right'],
      ['Access-Reject', figure(answers.get(3) ?? 0), ''],
      [
        'resident memory, MB',
        figure(residentMegabytes(pid)),
        `beside ${figure(before)} after ${figure(warmUp)} packets`,
      ],
      ['slowest Status-Server answer, ms', figure(slowest), `each behind ${batch} packets`],
    ])
  })
}

/** A mutation of one of all kinds of login; a third is signed after it, so that more than the signature is reached. */
function nextPacket(users: readonly BenchUser[], random: Random): Buffer {
  const originals = makeOriginals(users[random(users.length)] as BenchUser, randomAuthenticator(random))
  const mutated = mutate(originals[random(originals.length)] as Buffer, random)
  // A Status-Server would rightly be accepted.
  if (mutated[0] === statusServer) mutated[0] = accessRequest
  if (random(3) === 0) signAgain(mutated)
  return mutated
}

function makeOriginals({ name, password }: BenchUser, authenticator: Buffer): Buffer[] {
  const attributes = login({ authenticator }, { name, password: `${password}000000` })
  const made = (attributes: readonly Buffer[], signed: 'first' | 'last' | 'not' = 'first') =>
    packet({ authenticator, attributes, signed })
  return [
    made(attributes),
    made(attributes, 'last'),
    made(attributes, 'not'),
    made([attribute(33, 'one'), ...attributes, attribute(33, 'two')]),
    made([...attributes, attribute(24, 'state'), attribute(31, '10.0.0.9')]),
    made([userName(name), attribute(79, Buffer.of(2, 0, 0, 4))]),
    made([userName(name), attribute(3, Buffer.alloc(17)), attribute(60, Buffer.alloc(16))]),
  ]
}

const randomAuthenticator = (random: Random) => Buffer.from(Array.from({ length: 16 }, () => random(256)))

async function openSocket(onReply: (reply: Buffer) => void): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })
  socket.on('message', onReply)
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}
