import type { Alert, AlertKind } from './alert.ts'

/** Alerts of some time in one message. */
export interface AlertMessage {
  readonly subject: string
  readonly lines: readonly string[]
}

export interface Alerts {
  /** Returns at once and never throws. */
  tell(alert: Alert | null): void
  /** Sends what is left, but not for long. */
  close(): Promise<void>
}

export interface AlertDeps {
  readonly kinds: readonly AlertKind[]
  /** Rejects if the message was not taken; its alerts are then part of the next one. */
  readonly send: (message: AlertMessage) => Promise<void>
  readonly onFault: (fault: unknown) => void
  /** Monotonic milliseconds. */
  readonly uptime: () => number
  /** Milliseconds; the usual ones where they are left out. */
  readonly pauses?: Pauses
}

interface Pauses {
  /** From an alert to the first message, so that what belongs together comes together. */
  readonly gather: number
  /** Between two messages. */
  readonly quiet: number
}

const usualPauses: Pauses = { gather: 10_000, quiet: 10 * 60_000 }
/** Lines of one kind in a message. The first ones are kept: they are nearest to the cause. */
const linesOfKind = 10

interface Group {
  readonly texts: string[]
  count: number
}

const titles: Readonly<Record<AlertKind, string>> = {
  'locked-out': 'users locked out',
  reset: 'resets',
  'admin-change': 'changes by admins',
  'store-down': 'stores that do not answer, or answer again',
  disk: 'disk',
  'trail-broken': 'audit trail broken',
}

/** Groups alerts, so that neither a broken store nor an attacker can flood those who are told. */
export function createAlerts({ kinds, send, onFault, uptime, pauses = usualPauses }: AlertDeps): Alerts {
  let groups = new Map<AlertKind, Group>()
  let sentAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<void> = Promise.resolve()

  function add(kind: AlertKind, texts: readonly string[], count: number): void {
    const group = groups.get(kind) ?? { texts: [], count: 0 }
    groups.set(kind, group)
    group.count += count
    for (const text of texts) {
      if (group.texts.length < linesOfKind && !group.texts.includes(text)) group.texts.push(text)
    }
  }

  function schedule(): void {
    const wait = Math.max(pauses.gather, sentAt + pauses.quiet - uptime())
    timer ??= setTimeout(flush, wait).unref()
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    sending = sending.then(sendAll)
    return sending
  }

  async function sendAll(): Promise<void> {
    if (groups.size === 0) return
    const told = groups
    groups = new Map()
    sentAt = uptime()
    try {
      await send(messageOf(told))
    } catch (fault) {
      onFault(fault)
      const later = groups
      groups = told
      for (const [kind, { texts, count }] of later) add(kind, texts, count)
      schedule()
    }
  }

  return {
    tell(alert) {
      if (alert === null || !kinds.includes(alert.kind)) return
      add(alert.kind, [alert.text], 1)
      schedule()
    },
    async close() {
      await flush()
      if (timer !== null) clearTimeout(timer)
    },
  }
}

function messageOf(groups: ReadonlyMap<AlertKind, Group>): AlertMessage {
  const all = [...groups]
  return {
    subject: `Ringlock: ${all.map(([kind, { count }]) => `${titles[kind]} (${count})`).join(', ')}`,
    lines: all.flatMap(([kind, { texts, count }]) => [
      `${titles[kind]}: ${count}`,
      ...texts.map((text) => `- ${text}`),
      ...(count > texts.length ? [`- and ${count - texts.length} more, or the same again`] : []),
    ]),
  }
}
