import { type Command, InvalidArgumentError, Option } from 'commander'
import { roles } from '../../adapters/user-store.ts'
import { noRecentLogins, type RecentLogins, recentLogins } from '../audit/recent-logins.ts'
import type { Config } from '../config/load-config.ts'
import { type ShownStatus, summaryOf } from '../control/status.ts'
import { counted } from '../lib/counted.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import type { CommandContext, ExitCode } from './context.ts'
import { describeUser, usersTable } from './describe-user.ts'
import { createUserMatcher, isFiltered, type UserFilter, userStates } from './filter-users.ts'
import { performWith } from './perform.ts'
import { showAnswer } from './show-answer.ts'

const help = `
Without NAME it lists users, the first 100 that match. States: those of the second factor (enabled, pending, required, disabled,
not-enrolled), and overdue (refused until enrolled), delayed, locked, held (recovery codes of before a restore), account-disabled.

The last login, and what was refused since, come from the audit trail of this machine: "ringlock audit show --user NAME" has more.`

interface Options extends UserFilter {
  readonly limit: number
  readonly all?: boolean
}

/** As JSON; times are ISO 8601. */
export interface ShownLogins {
  /** null: none is in the latest 64 MB of the audit trail of this machine. */
  readonly lastLogin: ShownEvent | null
  /** How many attempts were refused since then. */
  readonly refusedSince: number
  readonly lastRefusal: ShownEvent | null
}

interface ShownEvent {
  readonly at: string
  /** NAS or portal. */
  readonly client: string | null
  readonly reason: string | null
}

export function addStatus(program: Command, { context, runs }: CommandLine): void {
  program
    .command('status [name]')
    .description('show who has a second factor, who must have one, who is delayed or locked, and last logins')
    .addOption(new Option('--state <state...>', 'only users in one of these states').choices(userStates))
    .addOption(new Option('--role <role>', 'only users with this role').choices(roles))
    .option('--group <group>', 'only members of this group')
    .option('--tenant <tenant>', 'only users of this tenant')
    .option('--store <store>', 'only users of this user store')
    .option('--search <text>', 'only users with this in name or mail address')
    .option('--limit <n>', 'how many users are listed', parseCount, 100)
    .option('--all', 'list them all')
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(
      runs(async (name: string | undefined, _: unknown, command: Command) => {
        const { config: file, json = false, ...options } = optionsOf<Options>(command)
        const { loadConfig } = await import('../config/load-config.ts')
        const config = await loadConfig(file, context)
        if (name === undefined) return listUsers(config, options, json, context)
        const answer = await performWith(config, 'status', { name, now: context.clock() }, context)
        if (!answer.done) return showAnswer(answer, context, { json })
        const { data: user } = answer
        const recent = (await loginsOf([user], config)).get(user.userKey)
        return showAnswer({ ...answer, data: { ...user, ...shownLogins(recent) } }, context, {
          json,
          details: (user) => describeUser(user, recent),
        })
      }),
    )
}

async function listUsers(
  config: Config,
  { limit, all = false, ...given }: Options,
  json: boolean,
  context: CommandContext,
): Promise<ExitCode> {
  const answer = await performWith(config, 'status of all', { now: context.clock() }, context)
  if (!answer.done) return showAnswer(answer, context, { json })
  const { users, unavailableStores, unknownClients } = answer.data
  const { state, role, group, tenant, store, search } = given
  const filter: UserFilter = { state, role, group, tenant, store, search }
  const matching = users.filter(createUserMatcher(filter))
  const listed = json || all ? matching : matching.slice(0, limit)
  const recent = await loginsOf(listed, config)
  const more = matching.length - listed.length
  const note =
    more === 0
      ? ''
      : `and ${counted(more, 'other')}: --all lists them, --state, --search and others fewer\n\n`
  const line = isFiltered(filter)
    ? `${matching.length} of ${counted(users.length, 'user')}. ${summaryOf(matching)}`
    : answer.line
  const shown = listed.map((user) => ({ ...user, ...shownLogins(recent.get(user.userKey)) }))
  await showAnswer({ ...answer, line, data: shown }, context, {
    json,
    details: (users) => `${usersTable(users, recent)}${note}`,
  })
  for (const { name, why } of unavailableStores) {
    context.stderr.write(`User store ${name} cannot be asked, and its users are missing: ${why}\n`)
  }
  if (unknownClients.length > 0) {
    const named = unknownClients.slice(0, 3).join(', ')
    const more = unknownClients.length > 3 ? ` and ${unknownClients.length - 3} more` : ''
    context.stderr.write(
      `RADIUS packets come from addresses of no client: ${named}${more}. "ringlock doctor" lists them.\n`,
    )
  }
  return unavailableStores.length === 0 ? 0 : 1
}

function loginsOf(
  users: readonly ShownStatus[],
  { dataDir }: Config,
): Promise<ReadonlyMap<string, RecentLogins>> {
  return recentLogins(dataDir, new Set(users.map(({ userKey }) => userKey)))
}

function shownLogins({ lastLogin, refused, refusals }: RecentLogins = noRecentLogins): ShownLogins {
  return {
    lastLogin: lastLogin && shownEvent(lastLogin),
    refusedSince: refused,
    lastRefusal: refusals[0] === undefined ? null : shownEvent(refusals[0]),
  }
}

function shownEvent({ at, askedBy, reason }: RecentLogins['refusals'][number]): ShownEvent {
  return { at, client: askedBy ?? null, reason: reason ?? null }
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A whole number from 1 on.')
}
