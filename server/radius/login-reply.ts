import type { LoginOutcome } from '../authentication/login-attempt.ts'
import {
  codesHeld,
  codeUsed,
  loginIncorrect,
  recoveryCodeHeld,
  rejectMessage,
  unavailableMessage,
} from '../authentication/user-messages.ts'
import { texts } from '../locales/index.ts'
import { languageFor, shortTimeText } from '../locales/languages.ts'
import type { RequestFault } from './access-request.ts'
import type { Nas } from './nas-table.ts'
import { encodeAttribute } from './protocol/packet.ts'
import { noAttributes } from './protocol/packet-encoder.ts'
import { attributeType, maxReplyAttributesLength, packetCode } from './protocol/wire.ts'
import { replyAttributesFor } from './reply-attributes.ts'

type Accept = Extract<LoginOutcome, { outcome: 'accept' }>
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
        attributes: withGraceNotice(replyAttributesFor(outcome.user, replies) ?? noAttributes, outcome, rule),
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

/**
 * In the grace period the user is told when the code becomes required, but not by a NAS that never asks for one. What the
 * configuration gives goes first: a notice that has no room beside it is left out.
 */
function withGraceNotice(configured: Buffer, { user, invitation }: Accept, rule: Nas['rule']): Buffer {
  const graceEnds = invitation?.graceEnds ?? null
  if (graceEnds === null || rule.secondFactor === 'none') return configured
  const language = languageFor(user.language, 'en')
  const notice = replyMessage(texts[language].mail.graceEnds(shortTimeText(graceEnds, language)))
  const hasRoom = configured.length + notice.length <= maxReplyAttributesLength
  return hasRoom ? Buffer.concat([configured, notice]) : configured
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
