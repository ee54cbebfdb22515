import type { ModuleStanding } from './ask-module.ts'

export interface ModuleWatch {
  /** As of the last answer of each; a module that was not asked yet is not among them. */
  standings(): readonly ModuleStanding[]
  close(): void
}

export interface ModuleWatchOptions<Portal> {
  /** Never rejects, and ends in bounded time. */
  readonly ask: (portal: Portal) => Promise<ModuleStanding>
  /** Gets a sentence when a gate is no longer known to be in force, and when it is again. */
  readonly onNotice: (text: string) => void
  /** Milliseconds between two questions. */
  readonly interval?: number
}

const usualInterval = 60_000

/** Asks every module again and again in the background: nothing waits for an answer, and a slow one delays no other. */
export function watchModules<Portal extends { readonly name: string }>(
  portals: readonly Portal[],
  { ask, onNotice, interval = usualInterval }: ModuleWatchOptions<Portal>,
): ModuleWatch {
  const known = new Map<string, ModuleStanding>()
  const underWay = new Set<string>()
  let isClosed = false

  async function look(portal: Portal): Promise<void> {
    const { name } = portal
    if (underWay.has(name)) return
    underWay.add(name)
    const standing = await ask(portal)
    underWay.delete(name)
    if (isClosed) return
    const before = known.get(name)
    known.set(name, standing)
    const wasGuarded = before === undefined || isGuarded(before)
    if (wasGuarded && !isGuarded(standing)) onNotice(`portal ${name}: ${unguardedText(standing)}`)
    else if (!wasGuarded && isGuarded(standing)) onNotice(`portal ${name}: its gate is in force again`)
  }

  const lookAtAll = () => {
    for (const portal of portals) void look(portal)
  }
  const timer = setInterval(lookAtAll, interval).unref()
  lookAtAll()

  return {
    standings: () => [...known.values()],
    close() {
      isClosed = true
      clearInterval(timer)
    },
  }
}

/** Whether the module has proven that its gate is in force. */
export function isGuarded({ report }: Pick<ModuleStanding, 'report'>): boolean {
  return !('reason' in report) && report.gate === 'on'
}

function unguardedText({ report, url }: ModuleStanding): string {
  if ('reason' in report) return `its module gives no proof at ${url}: ${report.detail}`
  return report.gate === 'off'
    ? 'its gate is switched off, and passwords alone let in'
    : 'its gate is bypassed, and passwords alone let in'
}
