import { createHmac } from 'node:crypto'
import { normaliseLogin } from '../lib/normalise-login.ts'
import { whenKnown } from '../lib/when-known.ts'
import { isKnownPlace } from '../login/known-place.ts'
import {
  codeOnlyRun,
  isSourceRun,
  type LoginForm,
  ruleOf,
  runAt,
  sourceRun,
  unknownUserRun,
  unsignedRun,
  userRun,
} from '../login/run-keys.ts'
import { type FailedFactor, type FailureRuns, isLastForNow, waitAfter } from '../login/throttle.ts'
import type { Standing, StateStore, UserKey } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import { isKnown, type KnownUser, type NoUser, type UserDirectory } from '../users/directory.ts'
import type { LoginAttempt } from './login-attempt.ts'

/** Which user a login is for. */
export interface ThrottledParties {
  /** Key of challenges and enrolments: the userKey, or a stand-in for an unknown user. */
  readonly account: string
  /** null for an unknown user. */
  readonly userKey: UserKey | null
  /** For the audit log; of an unknown user only where the configuration fixes it. */
  readonly tenant?: string | undefined
  /** Key of the run that counts wrong passwords under this name from unknown places. */
  readonly run: string
}

/** The failure runs that apply to an attempt, before its password is verified. */
export interface ThrottleStanding {
  /** Key of the queue: attempts with the same one are judged one at a time, so that they cannot bypass the throttle. */
  readonly queue: string
  /** Key of the run that counts a wrong password. */
  readonly password: string
  /** Key of the run that counts a wrong code. */
  readonly code: string
  /** The same keys for unknown places; null if this is one. */
  readonly elsewhere: Readonly<Record<FailedFactor, string>> | null
  /** Key of the source address's run; null if the address is unknown or not trustworthy. */
  readonly source: string | null
  /** When this user's login from there was last stored; null if never, or it is forgotten. */
  readonly seenAt: number | null
  /** Runs that can delay the attempt: their keys, which factor's failures count, and their content. */
  readonly keys: readonly string[]
  readonly factors: readonly Held[]
  readonly runs: readonly FailureRuns[]
  /** Whether any of these runs has a failure; most logins have none. */
  readonly failed: boolean
}

type Held = FailedFactor | 'both'

/**
 * Where an attempt comes from. `remembered`: it is known if the store has it for this user. The other kinds prove by
 * themselves that they are this user's: `device` by the cookie of a trusted browser, `token` by a token that a portal
 * issued to this user, which is also delayed by failures from the same address.
 */
export interface AttemptPlace {
  readonly place: string
  readonly kind: 'remembered' | 'device' | 'token'
}

export interface Throttling {
  readStanding(
    attempt: LoginAttempt,
    parties: ThrottledParties,
    place: AttemptPlace | null,
    now: number,
  ): ThrottleStanding | Promise<ThrottleStanding>
  /** The same runs, read again. */
  reread(standing: ThrottleStanding, now: number): Promise<ThrottleStanding>
  /** Milliseconds until the attempt may proceed; 0 for now. */
  wait(standing: ThrottleStanding, now: number): number
  /** Whether one more failure would delay the attempts after it. */
  isLastForNow(standing: ThrottleStanding, now: number): boolean
  /** Counts a failure. One counted before counts only against the source; a replayed packet counts against no one. */
  charge(judged: Judged, factor: FailedFactor): Promise<void>
  /** Counts a failure against the source only. */
  chargeSource(
    attempt: LoginAttempt,
    standing: ThrottleStanding,
    factor: FailedFactor,
    now: number,
  ): Promise<void>
  /** After a success, clears the failures of its factor; null if there are none. */
  clear(standing: ThrottleStanding, factor: FailedFactor): Promise<void> | null
  /** Remembers a packet whose code was used, so that sending it again is not counted as a failure. */
  spend(judged: Judged): Promise<void>
}

interface Judged {
  readonly attempt: LoginAttempt
  readonly parties: ThrottledParties
  readonly standing: ThrottleStanding
  readonly now: number
}

const printBytes = 6

export function createThrottling(state: StateStore, sealing: Pick<Sealing, 'failurePrintKey'>): Throttling {
  function passwordPrint(run: string, typed: string): string {
    const print = createHmac('sha256', sealing.failurePrintKey).update(`${run}\0${typed}`).digest()
    return print.subarray(0, printBytes).toString('base64url')
  }

  const throttling: Throttling = {
    readStanding(attempt, parties, place, now) {
      const elsewhere = runsOf(attempt, parties, null)
      const { userKey } = parties
      if (place === null || userKey === null) {
        return whenKnown(read(elsewhere, now), (found) => standing(elsewhere, found))
      }
      const here = runsOf(attempt, parties, place)
      if (place.kind !== 'remembered') {
        return whenKnown(read(here, now), (found) => standing(here, found, now))
      }
      const known = { userKey, place: place.place, keys: here.keys }
      return whenKnown(state.readStanding(elsewhere.keys, known, now), (found) =>
        standing(isKnownPlace(found.seenAt, now) ? here : elsewhere, found),
      )
    },

    reread: async (before, now) => standing(before, await read(before, now), before.seenAt),

    wait({ keys, factors, runs, failed }, now) {
      let longest = 0
      if (!failed) return longest
      for (let i = 0; i < keys.length; i++) {
        const failures = runs[i] as FailureRuns
        const rule = ruleOf(keys[i] as string)
        const held = factors[i] as Held
        if (held !== 'code') longest = Math.max(longest, waitAfter(failures.password, rule, now))
        if (held !== 'password') longest = Math.max(longest, waitAfter(failures.code, rule, now))
      }
      return longest
    },

    isLastForNow({ keys, factors, runs, failed }, now) {
      if (!failed) return false
      for (let i = 0; i < keys.length; i++) {
        const failures = runs[i] as FailureRuns
        const key = keys[i] as string
        if (isSourceRun(key)) continue
        const held = factors[i] as Held
        if (held !== 'code' && isLastForNow(failures.password, ruleOf(key), now)) return true
        if (held !== 'password' && isLastForNow(failures.code, ruleOf(key), now)) return true
      }
      return false
    },

    async charge({ attempt, parties, standing, now }, factor) {
      if (attempt.packet?.replayed) return
      const run = standing[factor]
      const countedIn = standing.elsewhere?.[factor] ?? null
      const print = factor === 'password' ? passwordPrint(parties.run, attempt.typed) : packetPrint(attempt)
      await Promise.all([
        state.recordFailure(run, factor, ruleOf(run), now, { userKey: parties.userKey, print, countedIn }),
        throttling.chargeSource(attempt, standing, factor, now),
      ])
    },

    async chargeSource({ packet }, { source }, factor, now) {
      if (source === null || packet?.replayed) return
      await state.recordFailure(source, factor, ruleOf(source), now)
    },

    clear(standing, factor) {
      if (!standing.failed) return null
      const { keys, runs, [factor]: run } = standing
      const hasFailed = keys.some((key, i) => key === run && (runs[i] as FailureRuns)[factor] !== null)
      return hasFailed ? state.clearFailures(run, factor) : null
    },

    async spend({ attempt, parties: { userKey }, standing: { code }, now }) {
      const print = packetPrint(attempt)
      if (print === null) return
      await state.recordFailure(code, 'code', { ...ruleOf(code), ceiling: 0 }, now, {
        userKey,
        print,
        countedIn: null,
      })
    },
  }
  return throttling

  function read({ keys }: Pick<ThrottleStanding, 'keys'>, now: number) {
    return state.readStanding(keys, null, now)
  }
}

// Runs at every login, so it makes one object and copies nothing.
function standing(
  { queue, password, code, elsewhere, source, keys, factors }: Runs,
  { runs, seenAt }: Standing,
  notedAt: number | null = seenAt,
): ThrottleStanding {
  const failed = runs.some(hasFailure)
  return { queue, password, code, elsewhere, source, keys, factors, runs, failed, seenAt: notedAt }
}

const hasFailure = ({ password, code }: FailureRuns) => password !== null || code !== null

function packetPrint({ packet }: LoginAttempt): string | null {
  return packet === null ? null : Buffer.from(packet.print, 'latin1').toString('base64url')
}

type Runs = Omit<ThrottleStanding, 'runs' | 'failed' | 'seenAt'>

/** @param place - where the user is known; null if this is not a known place */
function runsOf(attempt: LoginAttempt, { account, run }: ThrottledParties, place: AttemptPlace | null): Runs {
  const { door, askedBy, authentic, rule, challengeState, vouched } = attempt
  const isUnlikely = attempt.packet?.isUnlikely === true
  const isCodeOnly = rule.secondFactor === 'code-only'
  const typed = isCodeOnly ? codeOnlyRun(run) : run
  const ofChannel = authentic ? typed : unsignedRun(askedBy, typed, isUnlikely)
  const password = place === null ? ofChannel : runAt(ofChannel, place.place)
  const queue = place === null ? account : account === ofChannel ? password : runAt(account, place.place)
  const code = isCodeOnly ? password : queue
  // The password was probably produced by decrypting a forged packet, so the address in that packet is not trustworthy
  // either.
  const address = isUnlikely ? null : attempt.source
  const source = address === null ? null : sourceRun(sourceOwner(door, askedBy, authentic), address)

  const keys = [code]
  const factors: Held[] = ['code']
  // The answer to a challenge has its password proven, and a portal that vouches for its user asks for none.
  if (challengeState === null && vouched === undefined && !isCodeOnly) {
    if (code === password) {
      factors[0] = 'both'
    } else {
      keys.push(password)
      factors.push('password')
    }
  }
  if (!authentic && place === null) {
    keys.push(typed)
    factors.push(isCodeOnly ? 'code' : 'password')
  }
  if (source !== null && (place === null || place.kind === 'token')) {
    keys.push(source)
    factors.push('both')
  }
  const elsewhere = place === null ? null : { password: ofChannel, code: isCodeOnly ? ofChannel : account }
  return { queue, password, code, elsewhere, source, keys, factors }
}

function sourceOwner(door: LoginAttempt['door'], askedBy: string, authentic: boolean): string | null {
  if (door === 'http') return null
  return authentic ? askedBy : `~${askedBy}`
}

/** Determines the user of a login from the typed name and the result of the look-up. */
export function partiesOf(
  login: string,
  found: KnownUser | NoUser,
  users: Pick<UserDirectory, 'tenantFor'>,
): ThrottledParties {
  if (!isKnown(found)) {
    const run = unknownUserRun(normaliseLogin(login))
    return { account: run, userKey: null, tenant: users.tenantFor(login), run }
  }
  const { userKey, user } = found
  const form = formOf(login, user)
  const run = form === 'other' ? userRun(userKey, form, normaliseLogin(login)) : userRun(userKey, form)
  return { account: userKey, userKey, tenant: user.tenant, run }
}

function formOf(login: string, { name, email }: KnownUser['user']): LoginForm {
  if (login === name || normaliseLogin(login) === normaliseLogin(name)) return 'name'
  return email !== null && normaliseLogin(login) === normaliseLogin(email) ? 'mail' : 'other'
}
