import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { PortalConfig } from '../config/load-config.ts'
import type { Clock } from '../lib/clock.ts'
import {
  type ModuleReport,
  type NoReport,
  type ProbeQuestion,
  questionMac,
  readReport,
} from './module-report.ts'

/** A portal whose module can be asked. */
export type ProbedPortal = PortalConfig & Required<Pick<PortalConfig, 'probe'>>

export interface ModuleStanding {
  readonly portal: string
  readonly url: string
  readonly report: ModuleReport | NoReport
  /** Milliseconds by which the PBX's clock is ahead of ours; null without a report. */
  readonly clockOffset: number | null
}

/** Milliseconds for a whole question, TLS and all. */
const usualPatience = 5000
const longestAnswer = 64 * 1024

export function probedPortals(portals: readonly PortalConfig[]): readonly ProbedPortal[] {
  return portals.filter((portal): portal is ProbedPortal => portal.probe !== undefined)
}

interface AskDeps {
  readonly clock: Clock
  readonly nonce?: string
  /** Milliseconds. */
  readonly patience?: number
}

const makeNonce = () => randomBytes(32).toString('base64url')

/** Asks the module how it stands, in bounded time and space. Follows no redirect; the certificate is verified. Never rejects. */
export async function askModule(
  { name, key, probe }: ProbedPortal,
  { clock, nonce = makeNonce(), patience = usualPatience }: AskDeps,
): Promise<ModuleStanding> {
  const question = { portal: name, key, nonce }
  const askedAt = clock()
  const report = await ask(question, probe, patience).catch((error: unknown): NoReport => {
    return { reason: 'silent', detail: error instanceof Error ? error.message : String(error) }
  })
  // The report was made about halfway between.
  const clockOffset = 'reason' in report ? null : report.time - (askedAt + clock()) / 2
  return { portal: name, url: probe.url, report, clockOffset }
}

async function ask(
  question: ProbeQuestion,
  { url, ca }: ProbedPortal['probe'],
  patience: number,
): Promise<ModuleReport | NoReport> {
  const target = new URL(url)
  target.searchParams.set('ringlock_probe', question.nonce)
  const trusted = ca === null ? null : await readFile(ca.path, 'utf8')
  const signal = AbortSignal.timeout(patience)
  try {
    const response = await get(target, questionMac(question), trusted, signal)
    const { statusCode: status } = response
    if (status === 200) return readReport(await bodyOf(response), question)
    response.destroy()
    return { reason: 'no-module', detail: `the answer has the status ${status}` }
  } catch (error) {
    throw signal.aborted ? new Error(`no answer within ${patience / 1000} seconds`) : error
  }
}

function get(url: URL, mac: string, ca: string | null, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  const options = {
    // No connection is kept: the next question comes in a minute.
    agent: false,
    headers: { Accept: 'application/json', 'Ringlock-Probe': mac },
    minVersion: 'TLSv1.2',
    signal,
    ...(ca !== null && { ca }),
  } as const
  return new Promise((resolve, reject) => {
    request(url, options).on('response', resolve).on('error', reject).end()
  })
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response) {
    length += piece.length
    if (length > longestAnswer) throw new Error('the answer is longer than that of a module')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
