import { Counter, Gauge, Registry } from 'prom-client'
import type { RoomStatus } from '../disk/room.ts'
import type { MailStatus } from '../mail/mailer.ts'
import type { ModuleStanding } from '../modules/ask-module.ts'
import { isGuarded } from '../modules/watch-modules.ts'
import type { RequestOutcome } from '../radius/radius-log.ts'
import type { ServiceMetrics } from '../service.ts'
import type { ShipStanding } from '../shipping/ship-audit.ts'

export interface RequestCount {
  /** Name of the NAS; null: the packet came from an unknown address. */
  readonly nas: string | null
  readonly outcome: RequestOutcome
  readonly reason: string
  readonly count: number
}

export interface Metrics extends ServiceMetrics {
  readonly registry: Registry
  /** Exports the state of the mail queue; called once, where mail is configured. */
  watchMail(status: () => MailStatus): void
  /** Exports whether the audit log is intact. */
  watchAudit(isWhole: () => boolean): void
  /** Exports the free space of the data folder's disk; called once. */
  watchDisk(status: () => Promise<RoomStatus>, trailBytes: () => Promise<number>): void
  /** Exports for how long codes are refused; called once. */
  watchState(secondsHeld: () => number, restores: () => number): void
  /** Exports how far the audit log was sent; called once, where it is sent anywhere. */
  watchShipping(standings: () => readonly ShipStanding[]): void
  /** Exports how many unknown addresses send packets; called once. */
  watchUnknownClients(count: () => number): void
  /** Requests counted since the start. */
  radiusRequests(): readonly RequestCount[]
}

/**
 * Counts in plain numbers, and passes them to prom-client when /metrics is read: prom-client's own counters hash their
 * labels at each step, which costs a login more than finding its NAS.
 */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const byNas = new Map<
    string | null,
    Map<string, { -readonly [K in keyof RequestCount]: RequestCount[K] }>
  >()
  let failedSends = 0
  const httpRequests = new Map<
    string,
    { readonly labels: Record<'method' | 'status', string>; count: number }
  >()
  let httpMilliseconds = 0

  function radiusRequests(): readonly RequestCount[] {
    return [...byNas.values()].flatMap((counts) => [...counts.values()])
  }

  new Counter({
    name: 'ringlock_radius_requests_total',
    help: 'RADIUS datagrams by what became of them',
    labelNames: ['client', 'outcome', 'reason'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { nas, outcome, reason, count } of radiusRequests()) {
        this.inc({ client: nas ?? '', outcome, reason }, count)
      }
    },
  })
  new Counter({
    name: 'ringlock_radius_send_failures_total',
    help: 'RADIUS replies that the operating system did not take',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(failedSends)
    },
  })

  new Counter({
    name: 'ringlock_http_requests_total',
    help: 'HTTP requests by method and status',
    labelNames: ['method', 'status'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { labels, count } of httpRequests.values()) this.inc(labels, count)
    },
  })
  new Counter({
    name: 'ringlock_http_request_seconds_total',
    help: 'Time spent on HTTP requests, in seconds',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(httpMilliseconds / 1000)
    },
  })

  return {
    registry,
    http: {
      count(method, status, milliseconds) {
        httpMilliseconds += Math.max(0, milliseconds)
        const key = `${method} ${status}`
        const counted = httpRequests.get(key)
        if (counted !== undefined) counted.count++
        else httpRequests.set(key, { labels: { method, status: String(status) }, count: 1 })
      },
    },
    radius: {
      count(nas, outcome, reason) {
        let counts = byNas.get(nas)
        if (counts === undefined) {
          counts = new Map()
          byNas.set(nas, counts)
        }
        const key = reason === '' ? outcome : `${outcome} ${reason}`
        const counted = counts.get(key)
        if (counted === undefined) counts.set(key, { nas, outcome, reason, count: 1 })
        else counted.count++
      },
      sendFailed() {
        failedSends++
      },
    },
    watchMail(status) {
      new Gauge({
        name: 'ringlock_mail_queued',
        help: 'Mails that wait for the mail server',
        registers: [registry],
        collect() {
          this.set(status().queued)
        },
      })
      new Counter({
        name: 'ringlock_mails_total',
        help: 'Mails by what became of them: failed ones were given up',
        labelNames: ['outcome'],
        registers: [registry],
        collect() {
          this.reset()
          const { sent, failed } = status()
          this.inc({ outcome: 'sent' }, sent)
          this.inc({ outcome: 'failed' }, failed)
        },
      })
    },
    watchAudit(isWhole) {
      new Gauge({
        name: 'ringlock_audit_trail_whole',
        help: '1: no line of the audit trail was found missing or altered; 0: one was, "ringlock audit verify" names it',
        registers: [registry],
        collect() {
          this.set(isWhole() ? 1 : 0)
        },
      })
    },
    watchDisk(status, trailBytes) {
      new Gauge({
        name: 'ringlock_disk_free_bytes',
        help: 'Room on the disk of dataDir',
        registers: [registry],
        async collect() {
          const { freeBytes } = await status()
          if (freeBytes !== null) this.set(freeBytes)
        },
      })
      new Gauge({
        name: 'ringlock_disk_full',
        help: '1 while logins are not judged because the disk of dataDir is full',
        registers: [registry],
        async collect() {
          this.set((await status()).level === 'full' ? 1 : 0)
        },
      })
      new Gauge({
        name: 'ringlock_audit_trail_bytes',
        help: 'Size of the audit trail, all files together',
        registers: [registry],
        async collect() {
          this.set(await trailBytes())
        },
      })
    },
    watchUnknownClients(count) {
      // Their addresses are no label: each forged one would be a series of its own.
      new Gauge({
        name: 'ringlock_radius_unknown_clients',
        help: 'Addresses of no configured RADIUS client that sent packets within a day; 100 at most',
        registers: [registry],
        collect() {
          this.set(count())
        },
      })
    },
    watchState(secondsHeld, restores) {
      new Gauge({
        name: 'ringlock_codes_held_seconds',
        help: 'Seconds until one-time codes work again after a restore, a failover or a clock that ran ahead; 0: they work',
        registers: [registry],
        collect() {
          this.set(secondsHeld())
        },
      })
      new Gauge({
        name: 'ringlock_state_restores',
        help: 'How often the state was put back from a backup or taken over by another database server',
        registers: [registry],
        collect() {
          this.set(restores())
        },
      })
    },
    watchShipping(standings) {
      const labels = { labelNames: ['receiver'], registers: [registry] }
      new Gauge({
        name: 'ringlock_audit_ship_behind_lines',
        help: 'Lines of the audit trail that the receiver has not taken yet',
        ...labels,
        collect() {
          for (const { name, behind } of standings()) this.set({ receiver: name }, behind)
        },
      })
      const counter = (name: string, help: string, count: 'sent' | 'failures') =>
        new Counter({
          name: `ringlock_audit_ship_${name}_total`,
          help,
          ...labels,
          collect() {
            this.reset()
            for (const standing of standings()) this.inc({ receiver: standing.name }, standing[count])
          },
        })
      counter('lines', 'Lines of the audit trail that the receiver took', 'sent')
      counter('failures', 'Attempts to send lines that failed, and are made again', 'failures')
    },
    watchModules(standings) {
      const gauge = (name: string, help: string, valueIn: (standing: ModuleStanding) => number | null) =>
        new Gauge({
          name: `ringlock_module_${name}`,
          help,
          labelNames: ['portal'],
          registers: [registry],
          collect() {
            this.reset()
            for (const standing of standings()) {
              const value = valueIn(standing)
              if (value !== null) this.set({ portal: standing.portal }, value)
            }
          },
        })
      gauge('answers', '1: the module in the PBX proved how it stands; 0: no such answer', ({ report }) =>
        'reason' in report ? 0 : 1,
      )
      gauge(
        'gate',
        '1: its gate is proven to be in force; 0: it is off or bypassed, or there is no proof',
        (standing) => (isGuarded(standing) ? 1 : 0),
      )
      gauge('open_ways', 'Ways in that ask for no code as the PBX is set up', ({ report }) =>
        'reason' in report ? null : (report.openWays?.length ?? null),
      )
      gauge('clock_offset_seconds', "By how much the PBX's clock is ahead of this one", ({ clockOffset }) =>
        clockOffset === null ? null : clockOffset / 1000,
      )
    },
    radiusRequests,
  }
}
