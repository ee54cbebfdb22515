import { systemClock } from '../../server/lib/clock.ts'
import { askModule, type ProbedPortal } from '../../server/modules/ask-module.ts'

export interface Question {
  readonly portal: string
  readonly key: string
  readonly url: string
  readonly ca?: string
}

/** What Ringlock learns of a module: its report, or why it is not believed. */
export async function askOf({ portal, key, url, ca }: Question, nonce?: string) {
  const at = { file: 'ringlock.yaml', line: 1, column: 1, path: 'http.portals[0].probe.ca' }
  const asked: ProbedPortal = {
    ...{ name: portal, key, origins: [], maySetRole: false, maySkipPassword: true },
    probe: { url, ca: ca === undefined ? null : { path: ca, at } },
  }
  const standing = await askModule(asked, { clock: systemClock, ...(nonce !== undefined && { nonce }) })
  return { ...standing, refusal: 'reason' in standing.report ? standing.report.reason : null }
}

/** The gate as the module reports it, or why that is not believed. */
export async function gateOf(question: Question): Promise<string> {
  const { report } = await askOf(question)
  return 'reason' in report ? report.reason : report.gate
}
