import { watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { RecordedEvent } from '../audit/audit-trail.ts'
import type { LogPlace } from '../audit/read-lines.ts'
import type { EventFilter } from '../audit/select-events.ts'
import type { Config } from '../config/load-config.ts'
import { CommandError } from './command-error.ts'
import type { CommandContext, ExitCode } from './context.ts'
import { describeEvent } from './describe-event.ts'
import { performWith } from './perform.ts'
import { listenToSignals } from './signals.ts'

export interface AuditShowOptions {
  readonly user?: string
  readonly since?: number
  readonly until?: number
  readonly outcome?: readonly string[]
  readonly client?: string
  readonly last: number
  readonly follow?: boolean
  readonly json?: boolean
}

/** Milliseconds. A folder on a network disk tells of no change. */
const lookEvery = 1000

/** Prints events, oldest first. Reads the files themselves, so it needs neither the service nor the master key. */
export async function showAudit(
  config: Config,
  options: AuditShowOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { since = null, until = null, follow = false, json = false, last } = options
  if (follow && until !== null) throw new CommandError('--follow has no end, so it goes without --until.', 2)
  const { dataDir } = config
  await stat(dataDir).catch(() => {
    throw new CommandError(`There is no audit trail: ${dataDir} does not exist.`)
  })
  const [{ eventsFrom, lastEvents }, { currentEnd }] = await Promise.all([
    import('../audit/select-events.ts'),
    import('../audit/read-lines.ts'),
  ])
  const filter: EventFilter = {
    user: options.user === undefined ? null : await userOf(options.user, config, context),
    since,
    until,
    outcomes: options.outcome ?? null,
    client: options.client ?? null,
  }
  const print = (event: RecordedEvent) =>
    context.stdout.write(`${json ? JSON.stringify(shown(event)) : describeEvent(event)}\n`)

  let place = await currentEnd(dataDir)
  if (since === null) for (const event of await lastEvents(dataDir, place, filter, last)) print(event)
  else place = await printFrom(await firstPlace(dataDir, since))
  if (!follow) return 0
  return followLog()

  async function printFrom(from: LogPlace): Promise<LogPlace> {
    const events = eventsFrom(dataDir, from, filter)
    for (;;) {
      const next = await events.next()
      if (next.done) return next.value
      print(next.value)
    }
  }

  async function followLog(): Promise<ExitCode> {
    const signals = listenToSignals()
    let ended = false
    let wake = () => {}
    const awake = () => new Promise<void>((resolve) => (wake = resolve))
    const watcher = watch(dataDir, () => wake())
    const timer = setInterval(() => wake(), lookEvery)
    const end = signals.end.then(() => {
      ended = true
      wake()
    })
    while (!ended) {
      const change = awake()
      place = await printFrom(place)
      await change
    }
    await end
    clearInterval(timer)
    watcher.close()
    signals.release()
    return 0
  }
}

/** Whole files from before `since` are passed over: each was last written when its last line was. */
async function firstPlace(dataDir: string, since: number): Promise<LogPlace> {
  const [{ startOfLog }, { listAuditFiles, numberedAuditFile }] = await Promise.all([
    import('../audit/read-lines.ts'),
    import('../audit/audit-folder.ts'),
  ])
  const { numbers } = await listAuditFiles(dataDir)
  let from = startOfLog
  for (const number of numbers) {
    const { mtimeMs } = await stat(`${dataDir}/${numberedAuditFile(number)}`)
    if (mtimeMs >= since) break
    from = { number: number + 1, end: 0 }
  }
  return from
}

/** Lines name their user by key; the name alone finds logins of before the user was known, or of unknown users. */
async function userOf(name: string, config: Config, context: CommandContext) {
  try {
    const { masterKeysOf } = await import('../state/keys/master-key-source.ts')
    const keys = await masterKeysOf(config.dataDir, context.env)
    // This is no service's folder but a copy of its log, and opening it would write to it.
    if (keys.length === 0) return { name, userKey: null }
    const answer = await performWith(config, 'status', { name, now: context.clock() }, context)
    return { name, userKey: answer.done ? answer.data.userKey : null }
  } catch {
    return { name, userKey: null }
  }
}

/** Without what proves the line: `audit verify` looks at that. */
function shown(event: RecordedEvent): object {
  const { prev, mac, ...rest } = event as RecordedEvent & { readonly prev?: string; readonly mac?: string }
  return rest
}
