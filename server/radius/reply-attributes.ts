import type { Role, User } from '../../adapters/user-store.ts'
import {
  type Compiled,
  type ConfigurationFault,
  compileReplyAttributes,
  type ReplyAttributes,
} from './protocol/attributes.ts'

export interface ReplyRule {
  /** null: everybody. */
  readonly when: ReplyCondition | null
  readonly attributes: ReplyAttributes
}

/** One of the roles, compared as they are, and one of the groups; an empty list asks for nothing. */
export interface ReplyCondition {
  readonly roles: readonly Role[]
  readonly groups: readonly string[]
}

export interface CompiledReplyRule {
  readonly when: ReplyCondition | null
  readonly attributes: Buffer
}

/** A condition that asks for nothing is a fault: it could make every user an admin. Paths start with the rule's index. */
export function compileReplyRules(rules: readonly ReplyRule[]): Compiled<readonly CompiledReplyRule[]> {
  const compiled: CompiledReplyRule[] = []
  const faults: ConfigurationFault[] = []
  for (const [index, { when, attributes }] of rules.entries()) {
    if (when !== null && when.roles.length === 0 && when.groups.length === 0) {
      faults.push({ path: [index, 'when'], found: 'no condition', expected: 'a role, a group or both' })
    }
    const { value, faults: attributeFaults } = compileReplyAttributes(attributes)
    if (value !== null) compiled.push({ when, attributes: value })
    for (const fault of attributeFaults ?? []) {
      faults.push({ ...fault, path: [index, 'attributes', ...fault.path] })
    }
  }
  return faults.length === 0 ? { value: compiled, faults: null } : { value: null, faults }
}

/** The attributes of the first rule that the user meets; null: there is none. */
export function replyAttributesFor(user: User, rules: readonly CompiledReplyRule[]): Buffer | null {
  return rules.find(({ when }) => when === null || meets(user, when))?.attributes ?? null
}

function meets(user: User, { roles, groups }: ReplyCondition): boolean {
  if (roles.length === 0 && groups.length === 0) return false
  return (
    (roles.length === 0 || roles.includes(user.role)) &&
    (groups.length === 0 || groups.some((group) => user.groups.includes(group)))
  )
}
