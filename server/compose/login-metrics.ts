import { Counter, type Histogram, type Registry } from 'prom-client'
import type { Channel, Decision, LoginObserver, LoginStep } from '../authentication/login-observer.ts'

/** Upper bounds in seconds: a login in memory takes a tenth of a millisecond, a NAS waits for some seconds. */
const bounds = [0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** Sets of labels that are counted apart; what comes later is counted together under the client "other". */
const mostKept = 2000

interface Counted {
  readonly labels: Readonly<Record<'channel' | 'client' | 'outcome' | 'reason', string>>
  count: number
}

interface Times {
  /** Not cumulative; the last one is above all bounds. */
  readonly buckets: number[]
  sum: number
}

export interface LoginMetrics extends Pick<LoginObserver, 'took' | 'decided'> {
  /** Counts a login that was answered at once, without being judged: among the times it would make the others look short. */
  count(decision: Decision): void
}

/** Counts logins in plain numbers, as metrics.ts does and for the same reason. */
export function createLoginMetrics(registry: Registry): LoginMetrics {
  const logins = new Map<string, Counted>()
  const bySteps = new Map<LoginStep, Times>()
  const byChannel = new Map<Channel, Times>()

  new Counter({
    name: 'ringlock_logins_total',
    help: 'Logins by what was decided',
    labelNames: ['channel', 'client', 'outcome', 'reason'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { labels, count } of logins.values()) this.inc(labels, count)
    },
  })
  addHistogram(registry, 'ringlock_login_seconds', 'Seconds until a login was decided', 'channel', byChannel)
  addHistogram(
    registry,
    'ringlock_login_step_seconds',
    'Seconds that a step of a login took: finding the user, the password, the claim of the code, the audit line',
    'step',
    bySteps,
  )

  function countOf({ channel, client, outcome, reason }: Omit<Decision, 'from'>): Counted {
    const key = `${channel}|${client}|${outcome}|${reason}`
    let counted = logins.get(key)
    if (counted === undefined) {
      const isFull = logins.size >= mostKept && client !== other
      if (isFull) return countOf({ ...emptyDecision, channel, client: other, outcome, reason })
      counted = { labels: { channel, client, outcome, reason }, count: 0 }
      logins.set(key, counted)
    }
    return counted
  }

  function count(decision: Decision): void {
    countOf(decision).count++
  }

  return {
    took: (step, milliseconds) => add(bySteps, step, milliseconds),
    count,
    decided(decision, milliseconds) {
      count(decision)
      add(byChannel, decision.channel, milliseconds)
    },
  }
}

const other = 'other'
const emptyDecision = { source: null, user: null, userKey: null, retryAfter: 0 }

function add<Label>(all: Map<Label, Times>, label: Label, milliseconds: number): void {
  let times = all.get(label)
  if (times === undefined) {
    times = { buckets: bounds.map(() => 0).concat(0), sum: 0 }
    all.set(label, times)
  }
  const seconds = milliseconds / 1000
  let at = 0
  while (at < bounds.length && seconds > (bounds[at] as number)) at++
  times.buckets[at] = (times.buckets[at] as number) + 1
  times.sum += seconds
}

function addHistogram<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelName: string,
  all: ReadonlyMap<Label, Times>,
): void {
  const values = () => [...all].flatMap(([label, times]) => valuesOf(name, { [labelName]: label }, times))
  const metric = { name, get: async () => ({ name, help, type: 'histogram', values: values() }) }
  // Of a metric the registry asks its name and get() alone. Its own class has no way in for times that were counted already.
  registry.registerMetric(metric as unknown as Histogram)
}

function valuesOf(name: string, labels: Readonly<Record<string, string>>, { buckets, sum }: Times) {
  let count = 0
  const cumulative = buckets.map((inBucket, i) => {
    count += inBucket
    return { metricName: `${name}_bucket`, labels: { le: bounds[i] ?? '+Inf', ...labels }, value: count }
  })
  const sums = { metricName: `${name}_sum`, labels, value: sum }
  return [...cumulative, sums, { metricName: `${name}_count`, labels, value: count }]
}
