import packageJson from '../../package.json' with { type: 'json' }
import type { AuditTrail } from '../audit/audit-trail.ts'
import { lastEvent } from '../audit/last-line.ts'
import {
  changedParts,
  fingerprintConfig,
  formatFingerprint,
  parseFingerprint,
} from '../config/fingerprint.ts'
import type { Config } from '../config/load-config.ts'

/** The audit lines about the service itself, which reveal a configuration that was changed quietly. */
export interface ServiceLines {
  /** Written at the start, with the sections that changed since the last one. */
  started(config: Config): Promise<void>
  /** @param config - now in force */
  reloaded(config: Config): Promise<void>
  /** The new configuration had faults and was not applied. */
  notReloaded(): Promise<void>
  stopped(): Promise<void>
}

const door = 'cli'

export function createServiceLines(dataDir: string, audit: AuditTrail): ServiceLines {
  async function tell(event: 'service.started' | 'service.reloaded', config: Config): Promise<void> {
    const before = await lastFingerprint(dataDir)
    const prints = fingerprintConfig(config)
    const reason = `${packageJson.version} ${formatFingerprint(prints)}`
    const changed = before === null ? [] : changedParts(before, prints)
    const lines = [audit.record({ event, outcome: 'done', reason, door })]
    if (changed.length > 0) {
      lines.push(
        audit.record({ event: 'configuration.changed', outcome: 'done', reason: changed.join(', '), door }),
      )
    }
    await Promise.all(lines)
  }

  return {
    started: (config) => tell('service.started', config),
    reloaded: (config) => tell('service.reloaded', config),
    notReloaded: () =>
      audit.record({ event: 'service.reloaded', outcome: 'refused', reason: 'configuration faults', door }),
    stopped: () => audit.record({ event: 'service.stopped', outcome: 'done', door }),
  }
}

async function lastFingerprint(dataDir: string) {
  const last = await lastEvent(dataDir, {
    containing: '"event":"service.',
    isWanted: ({ event, outcome }) => outcome === 'done' && event !== 'service.stopped',
  })
  return parseFingerprint(last?.reason?.split(' ')[1] ?? '')
}
