import type { LoginOutcome } from '../authentication/login-attempt.ts'
import { rejectMessage, unavailableMessage } from '../authentication/user-messages.ts'
import type { RequestFault } from './access-request.ts'
import type { RadiusClient } from './nas-table.ts'
import { encodeAttribute, noAttributes } from './protocol/packet-encoder.ts'
import { attributeType, packetCode } from './protocol/wire.ts'
import { replyAttributesFor } from './reply-attributes.ts'
import { challengeMessage, faultMessage } from './reply-messages.ts'

/** What is said to an Access-Request, before it is signed. */
export interface AccessReply {
  readonly code: number
  readonly attributes: Buffer
}

export function replyToOutcome(
  outcome: Exclude<LoginOutcome, { outcome: 'unavailable' }>,
  { rule, replies }: RadiusClient,
): AccessReply {
  switch (outcome.outcome) {
    case 'accept':
      return {
        code: packetCode.accessAccept,
        attributes: replyAttributesFor(outcome.user, replies) ?? noAttributes,
      }
    case 'challenge': {
      const state = encodeAttribute(attributeType.state, Buffer.from(outcome.challengeState, 'latin1'))
      return {
        code: packetCode.accessChallenge,
        attributes: Buffer.concat([state, replyMessage(challengeMessage(outcome))]),
      }
    }
    case 'reject':
      return reject(rejectMessage(outcome, rule))
  }
}

export function replyToFault(fault: RequestFault): AccessReply {
  return reject(faultMessage(fault))
}

export function replyUnavailable(): AccessReply {
  return reject(unavailableMessage)
}

function reject(message: string): AccessReply {
  return { code: packetCode.accessReject, attributes: replyMessage(message) }
}

function replyMessage(text: string): Buffer {
  return encodeAttribute(attributeType.replyMessage, Buffer.from(text))
}
