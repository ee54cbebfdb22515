import type { Role, User } from '../../adapters/user-store.ts'
import {
  type Compiled,
  type ConfigurationFault,
  compileReplyAttributes,
  type ReplyAttributes,
} from './attributes.ts'

export interface ReplyRule {
  /** At least one of the two; with both, both must match. A list matches by any of its entries. */
  readonly when: {
    readonly role?: Role | readonly Role[] | undefined
    readonly group?: string | readonly string[] | undefined
  }
  readonly attributes: ReplyAttributes
}

export interface CompiledReplyRule {
  /** null: any. */
  readonly roles: readonly Role[] | null
  readonly groups: readonly string[] | null
  readonly attributes: Buffer
}

/** No rule is without a condition, so that nobody becomes an admin by default. */
export function compileReplyRules(rules: readonly ReplyRule[]): Compiled<readonly CompiledReplyRule[]> {
  const compiled: CompiledReplyRule[] = []
  const faults: ConfigurationFault[] = []
  for (const [index, { when, attributes }] of rules.entries()) {
    const roles = listOf(when.role)
    const groups = listOf(when.group)
    if ((roles ?? groups) === null || roles?.length === 0 || groups?.length === 0) {
      faults.push({ path: [index, 'when'], found: JSON.stringify(when), expected: 'a role, a group or both' })
    }
    const { value, faults: attributeFaults } = compileReplyAttributes(attributes)
    if (value !== null) compiled.push({ roles, groups, attributes: value })
    for (const fault of attributeFaults ?? []) {
      faults.push({ ...fault, path: [index, 'attributes', ...fault.path] })
    }
  }
  return faults.length === 0 ? { value: compiled, faults: null } : { value: null, faults }
}

/** The attributes of the first rule that names the user's role or a group of the user's; null: no rule does. */
export function replyAttributesFor(user: User, rules: readonly CompiledReplyRule[]): Buffer | null {
  const rule = rules.find(
    ({ roles, groups }) =>
      (roles === null || roles.includes(user.role)) &&
      (groups === null || groups.some((group) => user.groups.includes(group))),
  )
  return rule?.attributes ?? null
}

function listOf<T extends string>(given: T | readonly T[] | undefined): readonly T[] | null {
  if (given === undefined) return null
  return typeof given === 'string' ? [given] : given
}
