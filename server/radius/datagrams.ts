import { adviceOn, type DiscardReason, reasonToDiscard } from './discard.ts'
import { createExchanges, type DatagramSource, type ExchangeOptions, type SendReply } from './exchange.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { ClientTable, RadiusClient } from './nas-table.ts'
import { checkMessageAuthenticator, type Proof } from './protocol/message-authenticator.ts'
import { codeOf, framePacket, identifierOf, type RadiusPacket } from './protocol/packet.ts'
import { encodeReply, noAttributes } from './protocol/packet-encoder.ts'
import { packetCode } from './protocol/wire.ts'
import { createAdvice } from './radius-log.ts'

export interface DatagramHandlerOptions extends ExchangeOptions {
  /** Asked for every datagram, so that the table may be replaced at any time. */
  readonly clients: () => ClientTable
}

export interface DatagramHandler {
  /** Never throws. Replies at once, later, or not at all. */
  receive(datagram: Buffer, from: DatagramSource, send: SendReply): void
  /** Resolves when nothing is being answered. */
  idle(): Promise<void>
}

export function createDatagramHandler(options: DatagramHandlerOptions): DatagramHandler {
  const { duplicates, metrics, log } = options
  const advice = createAdvice(log, () => performance.now())
  const exchanges = createExchanges(options, advice)

  function receive(datagram: Buffer, from: DatagramSource, send: SendReply): void {
    const client = options.clients().find(from.address)
    if (client === null) {
      discard('unknown-client', null, from)
      return
    }
    const packet = framePacket(datagram)
    // Nothing can be sent to port 0.
    if (packet === null || from.port === 0) {
      discard('malformed', client, from)
      return
    }
    const proof = checkMessageAuthenticator(packet, client.sharedSecret)
    const reason = reasonToDiscard(packet, client, proof)
    if (reason !== null) {
      discard(reason, client, from)
      return
    }
    if (codeOf(packet) === packetCode.statusServer) {
      send(encodeReply(packet, client.sharedSecret, packetCode.accessAccept, noAttributes), from)
      metrics.count(client.name, 'status', '')
      return
    }
    answerOnce(packet, client, proof, from, send)
  }

  function answerOnce(
    packet: RadiusPacket,
    client: RadiusClient,
    proof: Proof,
    from: DatagramSource,
    send: SendReply,
  ): void {
    const fingerprint = fingerprintOf(packet, proof)
    const seen = duplicates.begin(
      from.address,
      from.port,
      identifierOf(packet),
      fingerprint,
      performance.now(),
    )
    switch (seen.seen) {
      case 'never':
        exchanges.begin({
          packet,
          client,
          proof,
          record: seen.record,
          sinceLastCopy: seen.sinceLastCopy,
          from,
          send,
        })
        break
      case 'in-flight':
        metrics.count(client.name, 'dropped', 'in-flight')
        break
      case 'answered':
        send(seen.reply, from)
        metrics.count(client.name, 'repeat', '')
        break
    }
  }

  function discard(reason: DiscardReason, client: RadiusClient | null, from: DatagramSource): void {
    const whatToDo = adviceOn(reason)
    if (whatToDo !== null) advice.give(reason, client?.name ?? null, from.address, whatToDo)
    metrics.count(client?.name ?? null, 'dropped', reason)
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
