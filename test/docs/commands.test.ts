import { CommanderError } from 'commander'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commandTable, entriesOf } from '../../packaging/command-table.ts'
import { sourceFile } from '../house/source-files.ts'
import { blocksOf, userPages } from './pages.ts'
import { ringlockCommands } from './shell.ts'

const commands = blocksOf(userPages(), 'sh').flatMap(({ page, line, text }) =>
  ringlockCommands(text).map((command) => ({ ...command, page, line: line + command.line })),
)

test('the pages have command lines', () => assert.ok(commands.length > 25))

test('every command line of the pages is one that the program takes', async () => {
  const refused = await Promise.all(
    commands.map(async ({ page, line, words }) => {
      const refusal = await refusalOf(words)
      return refusal === null ? [] : [`${page}:${line}: ${words.join(' ')}: ${refusal.message}`]
    }),
  )
  assert.equal(refused.flat(), [])
})

test('in prose too: arguments may be left out there, commands and options are real', async () => {
  const spans = userPages().flatMap((page) => {
    const prose = sourceFile(page).text.replace(/^ *```.*?^ *```/gms, '')
    return [...prose.matchAll(/`(ringlock [^`\n]+)`/g)].map(([, text = '']) => ({ page, text }))
  })
  // `freepbx|fusionpbx`, `[NAME]` and COMMAND stand for several command lines at once.
  const plain = spans.filter(({ text }) => !/[|[\]]|\.\.\.|COMMAND/.test(text))
  const refused = await Promise.all(
    plain.flatMap(({ page, text }) =>
      ringlockCommands(text).map(async ({ words }) => {
        const refusal = await refusalOf(words)
        return refusal === null || leftOut.has(refusal.code) ? [] : [`${page}: ${text}: ${refusal.message}`]
      }),
    ),
  )
  assert.equal(refused.flat(), [])
  assert.ok(plain.length > 25)
})

for (const [what, line, message] of [
  ['an unknown command', 'ringlock enroll alice', /unknown command 'enroll'/],
  ['an unknown option', 'ringlock status --states locked', /unknown option '--states'/],
  ['an option without its value', 'ringlock status --state', /argument missing/],
  ['a value that is none of the words', 'ringlock module asterisk', /'asterisk' is invalid/],
  ['too few arguments', 'ringlock enrol', /missing required argument/],
  ['too many arguments', 'ringlock enrol alice bob', /too many arguments/],
] as const) {
  test(`${what} is refused`, async () => {
    const [command] = ringlockCommands(line)
    assert.match((await refusalOf(command?.words ?? []))?.message ?? 'taken', message)
  })
}

/** What a command line without an argument, an option, an option's value or the subcommand is refused for. */
const leftOut = new Set([
  'commander.missingArgument',
  'commander.optionMissingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.help',
])

/** Why the program does not take these words; nothing is run. */
async function refusalOf([, ...args]: readonly string[]): Promise<CommanderError | null> {
  const program = commandTable()
  for (const { command } of entriesOf(program)) {
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} })
  }
  try {
    await program.parseAsync(['--config', 'ringlock.yaml', ...args], { from: 'user' })
    return null
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? null : error
    throw error
  }
}

test.run()
