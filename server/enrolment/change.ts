import type { AuditEvent } from '../audit/audit-trail.ts'
import type { Enrolment, StateStore, UserKey } from '../state/contract/state-store.ts'
import { hasEnabled, type Step } from './authenticators.ts'
import type { Actor, GuardRefusal } from './enrolments.ts'
import type { LastAdminGuard } from './last-admin-guard.ts'
import type { RecordedChanges } from './recorded-changes.ts'
import { fromVersion } from './version.ts'

/** The names of these events in the audit log. */
export type EnrolmentEvent =
  | `enrolment.${'offered' | 'withdrawn' | 'confirmed' | 'bound' | 'imported' | 'assigned' | 'hardware-imported'}`
  | `enrolment.${'enabled' | 'disabled' | 'requirement-set' | 'deleted' | 'reset'}`
  | `recovery-codes.${'made' | 'deleted' | 'released'}`

/** What subscribers get after a change is on the disk. */
export interface EnrolmentChanged {
  readonly event: EnrolmentEvent
  readonly userKey: UserKey
  readonly actor: Actor
  /** The enrolment that this change replaced, which may be newer than one read earlier. */
  readonly before: Enrolment | null
  readonly after: Enrolment | null
}

type States = Pick<EnrolmentChanged, 'before' | 'after'>

/** One change of an enrolment, with the name of its event. */
export interface EnrolmentStep<Refusal extends string> {
  readonly apply: Step<Refusal>
  /** Runs first, after the guard has allowed the step. */
  readonly prepare?: () => Promise<void>
  eventsOf(states: States): readonly { readonly event: EnrolmentEvent; readonly reason?: string }[]
}

/** `device-taken`: another user has the device. */
export type Changed<Refusal extends string> =
  | ({ readonly refusal: null } & States)
  | { readonly refusal: Refusal | 'device-taken' }

type Meanwhile<Version extends string | null> = [Version] extends [null] ? never : 'changed-meanwhile'

/** The only way to change enrolments: one atomic change including its audit event, then the event for subscribers. */
export interface EnrolmentChanges {
  /**
   * For changes that give a user a further way to log in, and for resets, which must work for the last admin too.
   *
   * @param ifVersion - the version (version.ts) that the caller last saw; null for any
   */
  change<Refusal extends string, Version extends string | null>(
    userKey: UserKey,
    ifVersion: Version,
    actor: Actor,
    step: EnrolmentStep<Refusal>,
  ): Promise<Changed<Refusal | Meanwhile<Version>>>

  /** For changes that may lock a user out: like {@link change}, after the last-admin guard has allowed this very step. */
  changeGuarded<Refusal extends string>(
    userKey: UserKey,
    ifVersion: string | null,
    actor: Actor,
    step: EnrolmentStep<Refusal>,
  ): Promise<Changed<Refusal | 'changed-meanwhile' | GuardRefusal>>

  /**
   * Changes many users, all or none, and returns those whose enrolment has changed.
   *
   * @param linesOf - makes the audit events; called only if something changed
   */
  changeMany(
    userKeys: readonly UserKey[],
    actor: Actor,
    event: EnrolmentEvent,
    apply: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
    linesOf: (changed: readonly UserKey[]) => readonly AuditEvent[],
  ): Promise<readonly UserKey[] | 'device-taken'>
}

export interface ChangeDeps {
  readonly state: Pick<StateStore, 'clearRequired'>
  readonly changes: RecordedChanges
  readonly guard: LastAdminGuard
  /** Must not block or throw. */
  readonly tell: (changed: EnrolmentChanged) => void
}

export function createEnrolmentChanges({ state, changes, guard, tell }: ChangeDeps): EnrolmentChanges {
  return {
    change: (userKey, ifVersion, actor, step) =>
      take(userKey, actor, { ...step, apply: fromVersion(ifVersion, step.apply) as Step<never> }),

    async changeGuarded(userKey, ifVersion, actor, step) {
      const apply = fromVersion(ifVersion, step.apply)
      const changed = await guard(userKey, apply, () => take(userKey, actor, { ...step, apply }))
      return typeof changed === 'string' ? { refusal: changed } : changed
    },

    async changeMany(userKeys, actor, event, apply, linesOf) {
      const changed = await commit(userKeys, apply, (changed) => linesOf([...changed.keys()]))
      if (changed === 'device-taken') return changed
      for (const [userKey, states] of changed) tell({ event, userKey, actor, ...states })
      return [...changed.keys()]
    },
  }

  async function take<Refusal extends string>(
    userKey: UserKey,
    actor: Actor,
    { apply, prepare, eventsOf }: EnrolmentStep<Refusal>,
  ): Promise<Changed<Refusal>> {
    await prepare?.()
    let refusal: Refusal | null = null as Refusal | null
    let current: Enrolment | null = null
    const changed = await commit(
      [userKey],
      (_, before) => {
        current = before
        const next = apply(before)
        refusal = typeof next === 'string' ? next : null
        return typeof next === 'string' ? before : next
      },
      (changed) =>
        [...changed.values()]
          .flatMap(eventsOf)
          .map((named) => ({ ...named, outcome: 'done', userKey, ...actor })),
    )
    if (changed === 'device-taken') return { refusal: changed }
    if (refusal !== null) return { refusal }
    const states = changed.get(userKey) ?? { before: current, after: current }
    if (changed.size > 0) for (const { event } of eventsOf(states)) tell({ event, userKey, actor, ...states })
    return { refusal: null, ...states }
  }

  async function commit(
    userKeys: readonly UserKey[],
    apply: (userKey: UserKey, current: Enrolment | null) => Enrolment | null,
    linesOf: (changed: ReadonlyMap<UserKey, States>) => readonly AuditEvent[],
  ): Promise<ReadonlyMap<UserKey, States> | 'device-taken'> {
    const changed = new Map<UserKey, States>()
    const result = await changes.change(
      userKeys,
      (userKey, before) => {
        const after = apply(userKey, before)
        // The store may run this again for a newer enrolment, and only the last run counts.
        if (after === before) changed.delete(userKey)
        else changed.set(userKey, { before, after })
        return after
      },
      () => linesOf(changed),
    )
    if (result === 'secret-taken') return 'device-taken'
    // The user is enrolled by now, so a fault here must not make the change look failed. Rows left behind matter only without
    // an enrolment.
    await Promise.allSettled([clearRequired(changed)])
    return changed
  }

  async function clearRequired(changed: ReadonlyMap<UserKey, States>): Promise<void> {
    for (const [userKey, { before, after }] of changed) {
      const { length: had } = before?.authenticators ?? []
      const isMore = (after?.authenticators.length ?? 0) > had
      // A row that a fault left behind would shorten the next grace period, and hold set-up tokens of before good.
      const isGone = hasEnabled(before) && !hasEnabled(after)
      if (isMore || isGone) await state.clearRequired(userKey)
    }
  }
}
