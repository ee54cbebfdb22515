/** Ordered from the most lenient to the strictest. */
export const requirements = ['off', 'optional', 'required'] as const
export type Requirement = (typeof requirements)[number]

export interface SecondFactorPolicy {
  readonly secondFactor: Requirement
  /** Group name -> requirement for its members. */
  readonly groups: Readonly<Record<string, Requirement>>
  /** Milliseconds in which a user who must have a second factor, and has none yet, logs in by password alone. */
  readonly gracePeriod: number
}

/** The strictest of what applies to everybody and to each of the user's groups. */
export function requirementFor(groups: readonly string[], policy: SecondFactorPolicy): Requirement {
  let strictest = policy.secondFactor
  for (const group of groups) {
    const requirement = Object.hasOwn(policy.groups, group) ? policy.groups[group] : undefined
    if (requirement !== undefined && rank(requirement) > rank(strictest)) strictest = requirement
  }
  return strictest
}

/** @param own - what an admin asks of this user alone, which goes before everything else; null: nothing */
export function requirementOf(
  own: Requirement | null,
  groups: readonly string[],
  policy: SecondFactorPolicy,
): Requirement {
  return own ?? requirementFor(groups, policy)
}

/** @param requiredSince - when the requirement first met this user, milliseconds since the epoch */
export function isGraceOver(requiredSince: number, policy: SecondFactorPolicy, now: number): boolean {
  return now >= requiredSince + policy.gracePeriod
}

const rank = (requirement: Requirement) => requirements.indexOf(requirement)
