import { adviceOn, type DiscardReason, reasonToDiscard } from './discard.ts'
import { packetFingerprint } from './duplicates.ts'
import { createExchanges, type DatagramSource, type ExchangeOptions, type SendReply } from './exchange.ts'
import type { Nas, NasTable } from './nas-table.ts'
import { checkMessageAuthenticator, type Proof } from './protocol/message-authenticator.ts'
import { codeOf, framePacket, identifierOf, type RadiusPacket } from './protocol/packet.ts'
import { encodeReply, noAttributes } from './protocol/packet-encoder.ts'
import { packetCode } from './protocol/wire.ts'
import { createAdvice } from './radius-log.ts'
import type { UnknownClients } from './unknown-clients.ts'

export interface DatagramHandlerOptions extends ExchangeOptions {
  /** Asked for every datagram, so that the table may be replaced at any time. */
  readonly nasTable: () => NasTable
  readonly unknownClients: Pick<UnknownClients, 'note'>
}

export interface DatagramHandler {
  /** Never throws. Replies at once, later, or not at all. */
  receive(datagram: Buffer, from: DatagramSource, send: SendReply): void
  /** Resolves when nothing is being answered. */
  idle(): Promise<void>
}

export function createDatagramHandler(options: DatagramHandlerOptions): DatagramHandler {
  const { duplicates, metrics, log, unknownClients } = options
  const advice = createAdvice(log, () => performance.now())
  const exchanges = createExchanges(options, advice)

  function receive(datagram: Buffer, from: DatagramSource, send: SendReply): void {
    const nas = options.nasTable().find(from.address)
    if (nas === null) {
      metrics.count(null, 'dropped', 'unknown-client')
      unknownClients.note(from.address)
      return
    }
    const packet = framePacket(datagram)
    // Nothing can be sent to port 0.
    if (packet === null || from.port === 0) {
      discard('malformed', nas, from)
      return
    }
    const proof = checkMessageAuthenticator(packet, nas.sharedSecret)
    const reason = reasonToDiscard(packet, nas, proof)
    if (reason !== null) {
      discard(reason, nas, from)
      return
    }
    if (codeOf(packet) === packetCode.statusServer) {
      send(encodeReply(packet, nas.sharedSecret, packetCode.accessAccept, noAttributes), from)
      metrics.count(nas.name, 'status', '')
      return
    }
    answerOnce(packet, nas, proof, from, send)
  }

  function answerOnce(
    packet: RadiusPacket,
    nas: Nas,
    proof: Proof,
    from: DatagramSource,
    send: SendReply,
  ): void {
    const { address, port } = from
    const print = packetFingerprint(packet, proof)
    const seen = duplicates.begin(address, port, identifierOf(packet), print, performance.now())
    switch (seen.seen) {
      case 'never':
        exchanges.begin({
          packet,
          nas,
          proof,
          record: seen.record,
          sinceLastCopy: seen.sinceLastCopy,
          from,
          send,
        })
        break
      case 'in-flight':
        metrics.count(nas.name, 'dropped', 'in-flight')
        break
      case 'answered':
        send(seen.reply, from)
        metrics.count(nas.name, 'repeat', '')
        break
    }
  }

  function discard(reason: DiscardReason, nas: Nas, from: DatagramSource): void {
    const whatToDo = adviceOn(reason)
    if (whatToDo !== null) advice.give(reason, nas.name, from.address, whatToDo)
    metrics.count(nas.name, 'dropped', reason)
  }

  return {
    receive(datagram, from, send) {
      try {
        receive(datagram, from, send)
      } catch (fault) {
        log.error({ err: fault, address: from.address }, 'RADIUS: a datagram could not be handled')
        metrics.count(null, 'dropped', 'fault')
      }
    },
    idle: exchanges.idle,
  }
}
