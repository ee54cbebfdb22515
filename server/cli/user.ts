import { type Command, Option } from 'commander'
import { type Role, roles } from '../../adapters/user-store.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import type { CommandContext } from './context.ts'
import { perform } from './perform.ts'
import { withProgress } from './progress.ts'
import { readTextFile } from './read-text-file.ts'
import { showAnswer } from './show-answer.ts'
import { askNewPassword, isInteractive, readPassword, readText, table } from './terminal.ts'

interface AddOptions {
  readonly email?: string
  readonly role: Role
  readonly group: readonly string[]
  readonly passwordStdin?: boolean
}

const importHelp = `
One JSON object a line:
  {"name": "alice", "email": "alice@example.test", "role": "admin", "groups": ["admins"],
   "password": "..." or "passwordHash": "...", "totpSecret": "base32, if there is an authenticator already"}
Only name and one of password and passwordHash are needed. If one line has a fault, no user is imported.`

/** Bytes; the most that one request to the service can carry. */
const largestImport = 60 * 1024 * 1024

export function addUser(program: Command, { context, runs }: CommandLine): void {
  const user = program.command('user').description('the users of the file store').helpCommand(false)

  user
    .command('add <name>')
    .description('add a user; asks for the password')
    .option('--email <address>', 'mail address')
    .addOption(new Option('--role <role>', 'role').choices(roles).default('user'))
    .option(
      '--group <group>',
      'a group, as often as needed',
      (group, groups: string[]) => [...groups, group],
      [],
    )
    .option('--password-stdin', 'read the password from stdin')
    .addOption(jsonOption())
    .action(
      runs(async (name: string, _: unknown, command: Command) => {
        const { config, json, email, role, group, passwordStdin } = optionsOf<AddOptions>(command)
        const password = await newPassword(passwordStdin ?? false, context)
        const request = { name, email: email ?? null, role, groups: group, password }
        return showAnswer(await perform('user add', request, config, context), context, { json })
      }),
    )

  user
    .command('list')
    .description('list the users')
    .addOption(jsonOption())
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, json } = optionsOf(command)
        return showAnswer(await perform('user list', {}, config, context), context, {
          json,
          details: (users) =>
            `${table(
              ['NAME', 'ROLE', 'GROUPS', 'MAIL', ''],
              users.map(({ name, role, groups, email, enabled }) => [
                name,
                role,
                groups.join(', '),
                email ?? '',
                enabled ? '' : 'disabled',
              ]),
            )}\n`,
        })
      }),
    )

  user
    .command('remove <name>')
    .description('remove a user and everything that is remembered of them')
    .addOption(jsonOption())
    .action(
      runs(async (name: string, _: unknown, command: Command) => {
        const { config, json } = optionsOf(command)
        return showAnswer(await perform('user remove', { name }, config, context), context, { json })
      }),
    )

  user
    .command('import <file>')
    .description('add many users from JSON lines, all or none; - reads stdin')
    .addOption(jsonOption())
    .addHelpText('after', importHelp)
    .action(
      runs(async (file: string, _: unknown, command: Command) => {
        const { config, json } = optionsOf(command)
        const lines = await readLines(file, context)
        const answer = await withProgress(context, ({ onMessage }) =>
          perform('user import', { lines }, config, context, null, onMessage),
        )
        return showAnswer(answer, context, { json })
      }),
    )
}

function newPassword(passwordStdin: boolean, context: CommandContext): Promise<string> {
  if (passwordStdin) return readPassword(context.stdin)
  if (isInteractive(context)) return askNewPassword(context)
  throw new CommandError(
    'There is no terminal to ask for the password on: pipe it in with --password-stdin.',
    2,
  )
}

/** Without empty lines at the end. Other empty lines stay, so that line numbers are right. */
async function readLines(file: string, { stdin }: CommandContext): Promise<string[]> {
  const text = file === '-' ? await readText(stdin, largestImport) : await readTextFile(file)
  const lines = text
    .replace(/^\u{feff}/u, '')
    .trimEnd()
    .split(/\r?\n/)
  return lines.length === 1 && lines[0] === '' ? [] : lines
}
