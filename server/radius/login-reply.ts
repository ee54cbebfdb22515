import type { LoginOutcome } from '../authentication/login-attempt.ts'
import {
  codesHeld,
  codeUsed,
  loginIncorrect,
  recoveryCodeHeld,
  rejectMessage,
  unavailableMessage,
} from '../authentication/user-messages.ts'
import type { RequestFault } from './access-request.ts'
import type { Nas } from './nas-table.ts'
import { encodeAttribute } from './protocol/packet.ts'
import { noAttributes } from './protocol/packet-encoder.ts'
import { attributeType, packetCode } from './protocol/wire.ts'
import { replyAttributesFor } from './reply-attributes.ts'

type Challenge = Extract<LoginOutcome, { outcome: 'challenge' }>

/** The answer to an Access-Request, before it is signed. */
export interface AccessReply {
  readonly code: number
  readonly attributes: Buffer
}

export function replyToOutcome(
  outcome: Exclude<LoginOutcome, { outcome: 'unavailable' }>,
  { rule, replies }: Nas,
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

/** What the user reads as the prompt for a code. */
function challengeMessage({ codeLengths, retry, retryAfter }: Challenge): string {
  const prompt = `Enter your ${codeLengths.join('- or ')}-digit code: `
  if (retry === 'code-wrong') return `Wrong code. ${prompt}`
  if (retry === 'code-used') return `${codeUsed} ${prompt}`
  if (retry === 'codes-held') return `${codesHeld(retryAfter)} ${prompt}`
  if (retry === 'recovery-code-held') return `${recoveryCodeHeld} ${prompt}`
  return prompt
}

export function replyToFault(fault: RequestFault): AccessReply {
  return reject(
    fault === 'not-pap' ? 'Use PAP: CHAP, MS-CHAP and EAP cannot carry a one-time code.' : loginIncorrect,
  )
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
