import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** How the module in a PBX says that it stands, in an answer that only the portal's key can make. */
export interface ModuleReport {
  readonly host: 'freepbx' | 'fusionpbx'
  readonly version: string
  /** `off`: the PBX asks no code. `bypassed`: neither, until root's way around it ends. */
  readonly gate: 'on' | 'off' | 'bypassed'
  /** When the bypass ends, milliseconds since the epoch; null if there is none. */
  readonly bypassedUntil: number | null
  /** By the PBX's clock, milliseconds since the epoch. */
  readonly time: number
  /** Ways in that ask for no code; null if the module could not list them. */
  readonly openWays: readonly OpenWay[] | null
}

export interface OpenWay {
  readonly what: string
  readonly remedy: string
}

/**
 * Why there is no report. `silent`: no answer in time, or no connection that can be trusted. `no-module`: an answer without a
 * module's report. `forged`: made with another key, or for another question. `other-portal`: of a module that is another portal.
 */
export interface NoReport {
  readonly reason: 'silent' | 'no-module' | 'forged' | 'other-portal'
  readonly detail: string
}

export interface ProbeQuestion {
  readonly portal: string
  readonly key: string
  /** Random, and never used twice: it keeps an earlier answer from being played back. */
  readonly nonce: string
}

/** Proves to the module that Ringlock asks: which ways in are open is for no stranger. */
export function questionMac({ key, nonce }: ProbeQuestion): string {
  return mac(key, ['ringlock-probe-question', nonce])
}

const answer = z.object({ report: z.string().max(60_000), reportMac: z.string().regex(/^[0-9a-f]{64}$/) })

/** A text of the module's, for a terminal and one line of it. */
const line = z.string().transform((text) => text.replace(/[\p{C}\s]+/gu, ' ').slice(0, 300))

const report = z.object({
  portal: z.string(),
  host: z.enum(['freepbx', 'fusionpbx']),
  version: z.string().regex(/^[\w.+~-]{1,32}$/),
  gate: z.enum(['on', 'off', 'bypassed']),
  until: z.number(),
  time: z.number(),
  open: z.array(z.object({ text: line, do: line })).nullable(),
})

/** @param body - of the answer, as it came (adapters/portal-php/Probe.php makes it) */
export function readReport(body: string, { portal, key, nonce }: ProbeQuestion): ModuleReport | NoReport {
  const answered = answer.safeParse(parseJson(body))
  if (!answered.success) return { reason: 'no-module', detail: 'the answer is not that of a module' }
  const { report: text, reportMac } = answered.data
  const expected = mac(key, ['ringlock-probe-report', nonce, text])
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(reportMac))) {
    return { reason: 'forged', detail: 'the answer was made with another key, or for another question' }
  }
  const said = report.safeParse(parseJson(text))
  if (!said.success) return { reason: 'no-module', detail: 'the report of the module cannot be read' }
  const { host, version, gate, until, time, open } = said.data
  if (said.data.portal !== portal) {
    return { reason: 'other-portal', detail: `the answer is of the portal ${line.parse(said.data.portal)}` }
  }
  return {
    host,
    version,
    gate,
    bypassedUntil: until > 0 ? until * 1000 : null,
    time,
    openWays: open?.map((way) => ({ what: way.text, remedy: way.do })) ?? null,
  }
}

function mac(key: string, lines: readonly string[]): string {
  return createHmac('sha256', key).update(lines.join('\n')).digest('hex')
}

/** undefined: no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
