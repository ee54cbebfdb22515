import { hostname } from 'node:os'
import packageJson from '../../package.json' with { type: 'json' }
import type { AuditFile } from '../audit/audit-file.ts'
import type { Config, ShipConfig } from '../config/load-config.ts'
import type { Clock } from '../lib/clock.ts'
import { openPositions } from '../shipping/positions.ts'
import type { OpenSender } from '../shipping/sender.ts'
import { type Shipment, type ShipStanding, shipAudit } from '../shipping/ship-audit.ts'
import { openStreamSender, openUdpSender } from '../shipping/syslog-sender.ts'
import { openWebhookSender } from '../shipping/webhook-sender.ts'
import { readCertificates } from './read-certificates.ts'

export interface Shipping {
  standings(): readonly ShipStanding[]
  close(): Promise<void>
}

interface ShippingDeps {
  readonly config: Config
  readonly audit: Pick<AuditFile, 'head'>
  readonly clock: Clock
  readonly onNotice: (message: string) => void
}

/** Rejects with ConfigError for certificates that cannot be read. */
export async function openShipping({ config, audit, clock, onNotice }: ShippingDeps): Promise<Shipping> {
  const { ship, dataDir: folder } = config
  const certificates = await Promise.all(ship.map(({ ca }) => readCertificates(ca)))
  const names = ship.map(({ name }) => name)
  const positions = await openPositions(folder, names, onNotice)
  const shipments: Shipment[] = []
  for (const [i, each] of ship.entries()) {
    const ca = certificates[i] ?? null
    const sender = senderOf(each)(each, { ca, host: hostname(), version: packageJson.version, clock })
    const lastLine = () => audit.head().seq
    shipments.push(await shipAudit({ name: each.name, folder, lastLine, positions, sender, onNotice }))
  }
  return {
    standings: () => shipments.map((shipment) => shipment.standing()),
    async close() {
      await Promise.all(shipments.map((shipment) => shipment.close()))
    },
  }
}

function senderOf({ to }: ShipConfig): OpenSender {
  if (to.startsWith('udp:')) return openUdpSender
  return to.startsWith('http') ? openWebhookSender : openStreamSender
}
