/** Ordered from the most lenient to the strictest. */
export const requirements = ['off', 'optional', 'required'] as const
export type Requirement = (typeof requirements)[number]

export interface SecondFactorPolicy {
  readonly secondFactor: Requirement
  /** Group name -> requirement for its members. */
  readonly groups: Readonly<Record<string, Requirement>>
  /**
   * Milliseconds in which a user who must have a second factor, but has none yet, may log in with the password alone.
   */
  readonly gracePeriod: number
}

/** The policy that holds for the users of a tenant. @param tenant - undefined: there are none */
export function policyOf<Policy extends object>(
  policy: Policy & { readonly tenants?: Readonly<Record<string, Policy>> },
  tenant: string | undefined,
): Policy {
  const name = tenant?.toLowerCase()
  if (name === undefined || policy.tenants === undefined || !Object.hasOwn(policy.tenants, name))
    return policy
  return policy.tenants[name] ?? policy
}

/** The strictest of the general requirement and those of the user's groups. */
export function requirementFor(groups: readonly string[], policy: SecondFactorPolicy): Requirement {
  let strictest = policy.secondFactor
  for (const group of groups) {
    const requirement = Object.hasOwn(policy.groups, group) ? policy.groups[group] : undefined
    if (requirement !== undefined && rank(requirement) > rank(strictest)) strictest = requirement
  }
  return strictest
}

/** @param own - an admin's setting for this user, which overrides everything else; null if there is none */
export function requirementOf(
  own: Requirement | null,
  groups: readonly string[],
  policy: SecondFactorPolicy,
): Requirement {
  return own ?? requirementFor(groups, policy)
}

/** @param requiredSince - when this user was first required to have a second factor, milliseconds since the epoch */
export function isGraceOver(requiredSince: number, policy: SecondFactorPolicy, now: number): boolean {
  return now >= requiredSince + policy.gracePeriod
}

const rank = (requirement: Requirement) => requirements.indexOf(requirement)
