import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { addAssertionKey } from './assertion-key.ts'
import { addAudit } from './audit.ts'
import { addBackup } from './backup.ts'
import type { CommandLine } from './command-line.ts'
import { addConfig } from './config.ts'
import type { CommandContext, ExitCode } from './context.ts'
import { addDemo } from './demo.ts'
import { addCheck, addDoctor } from './doctor.ts'
import { addEnrol } from './enrol.ts'
import { explainFault } from './explain-fault.ts'
import { configFiles, configVariable, findConfig } from './find-config.ts'
import { addHelp } from './help.ts'
import { addImport } from './import.ts'
import { addInit } from './init.ts'
import { addLogin } from './login.ts'
import { addMasterKey } from './master-key.ts'
import { addModule } from './module.ts'
import { addReset } from './reset.ts'
import { addRestore } from './restore.ts'
import { addServe } from './serve.ts'
import { addState } from './state.ts'
import { addStatus } from './status.ts'
import { addUnlock } from './unlock.ts'
import { addUser } from './user.ts'
import { addVerify } from './verify.ts'
import { addVersion } from './version.ts'

const closing = `
First steps:
  ringlock demo                   see a login with a code, on loopback, within a minute
  ringlock init /etc/ringlock     start a configuration of your own

Exit status: 0 done, 1 refused, 2 wrong command line or configuration. "ringlock help COMMAND" says more of each.`

/** Runs one command line. Never rejects: errors are printed and set the exit code. */
export async function runProgram(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  let exitCode: ExitCode = 0
  const commandLine: CommandLine = {
    context,
    runs:
      (work) =>
      async (...args) => {
        exitCode = await work(...args)
      },
  }
  try {
    await createProgram(commandLine).parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { message, exitCode } = explainFault(error)
    context.stderr.write(`${message}\n`)
    return exitCode
  }
}

/** `enrol <name>`, `user add|list|remove|import`: the help shows a command without its optional parts. */
function subcommandTerm(command: Command): string {
  const subcommands = command.commands.map((each) => each.name()).join('|')
  const terms = command.registeredArguments.map((each) =>
    each.required ? `<${each.name()}>` : `[${each.name()}]`,
  )
  return [command.name(), ...(subcommands === '' ? terms : [subcommands])].join(' ')
}

/** All commands with their arguments and options; the manual and the shells' completion are made from it. */
export function createProgram(commandLine: CommandLine): Command {
  const { stdout, stderr } = commandLine.context
  const program = new Command('ringlock')
    .description('The second factor for phone systems: password + one-time code over RADIUS, PAM and HTTP.')
    .version(packageJson.version)
    .option(
      '-c, --config <file>',
      `the configuration; otherwise $${configVariable}, or the first of ${configFiles.join(', ')}`,
    )
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, subcommandTerm })
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .addHelpText('after', closing)
    .hook('preAction', () => findItsConfig(program, commandLine.context))

  program.commandsGroup('The service:')
  addServe(program, commandLine)
  addDemo(program, commandLine)
  addInit(program, commandLine)
  addCheck(program, commandLine)
  addDoctor(program, commandLine)
  addConfig(program, commandLine)
  addAudit(program, commandLine)
  addBackup(program, commandLine)
  addRestore(program, commandLine)
  addState(program, commandLine)
  addAssertionKey(program, commandLine)
  addMasterKey(program, commandLine)
  addModule(program, commandLine)
  program.commandsGroup('Users and their second factor:')
  addUser(program, commandLine)
  addEnrol(program, commandLine)
  addImport(program, commandLine)
  addStatus(program, commandLine)
  addReset(program, commandLine)
  addUnlock(program, commandLine)
  program.commandsGroup('Logins:')
  addLogin(program, commandLine)
  addVerify(program, commandLine)
  program.commandsGroup('About Ringlock:')
  addHelp(program)
  addVersion(program, commandLine)
  return program
}

async function findItsConfig(program: Command, { env, stderr }: CommandContext): Promise<void> {
  if (program.opts().config !== undefined) return
  const found = await findConfig(env)
  if (found === null) return
  program.setOptionValueWithSource('config', found.file, 'implied')
  if (found.isElsewhere && stderr.isTTY === true) stderr.write(`Configuration: ${found.file}\n`)
}
