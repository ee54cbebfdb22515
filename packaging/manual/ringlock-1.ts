import type { Argument, Command, Option } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { entriesOf, flagsOf } from '../command-table.ts'
import { bold, heading, italic, item, page, roff, verbatim } from './roff.ts'

/** ringlock(1), from the command table. */
export function commandManual(program: Command): string {
  const commands = entriesOf(program).filter(({ command }) => command.commands.length === 0)
  return page('RINGLOCK', 1, [
    heading('NAME'),
    `ringlock \\- ${roff(program.description().replace(/\.$/, ''))}`,
    heading('SYNOPSIS'),
    `${bold('ringlock')} ${italic('command')} [${italic('options')}]`,
    heading('DESCRIPTION'),
    roff(
      `This is version ${packageJson.version}. A command is carried out by the service that has the data folder open;`,
    ),
    'where none runs, the command opens the folder itself.',
    heading('COMMANDS'),
    ...commands.map(({ path, command }) => commandItem(path, command)),
    heading('OPTIONS OF ALL COMMANDS'),
    ...program.options.map(optionItem),
    heading('EXIT STATUS'),
    item(bold('0'), 'Done.'),
    item(bold('1'), 'Refused, or it failed.'),
    item(bold('2'), 'The command line or the configuration is wrong.'),
    heading('FILES'),
    item(italic('/etc/ringlock/ringlock.yaml'), `The configuration, ${bold('ringlock.yaml')}(5).`),
    item(italic('/var/lib/ringlock'), 'What Ringlock remembers: back it up.'),
    heading('SEE ALSO'),
    `${bold('ringlock.yaml')}(5), ${bold('systemctl')}(1), ${bold('journalctl')}(1)`,
  ])
}

function commandItem(path: readonly string[], command: Command): string {
  const head = [bold(path.join(' ')), ...command.registeredArguments.map(argumentTerm)].join(' ')
  const options = command.options.map(optionItem)
  const more = textAfterHelp(command)
  return [
    item(head, sentence(command.description())),
    ...(options.length === 0 ? [] : ['.RS', ...options, '.RE']),
    ...(more === '' ? [] : ['.RS', ...more.split('\n\n').map(paragraph), '.RE']),
  ].join('\n')
}

/** Lines that are indented are examples, and keep their form. */
function paragraph(text: string): string {
  return /^ /m.test(text) ? verbatim(text) : `.PP\n${roff(text)}`
}

function argumentTerm(argument: Argument): string {
  const name = `${italic(argument.name())}${argument.variadic ? ' ...' : ''}`
  return argument.required ? name : `[${name}]`
}

function optionItem(option: Option): string {
  const value = /[<[](.*?)[>\]]/.exec(option.flags)?.[1]
  const term = `${flagsOf(option).map(bold).join(', ')}${value === undefined ? '' : ` ${italic(value)}`}`
  const { argChoices, defaultValue: usual } = option
  const choices = argChoices === undefined ? '' : ` One of ${roff(argChoices.join(', '))}.`
  const standard = typeof usual === 'string' && usual !== '' ? ` Default: ${roff(usual)}.` : ''
  return item(term, `${sentence(option.description)}${choices}${standard}`)
}

/** What the help has below the options. */
function textAfterHelp(command: Command): string {
  let whole = ''
  command.configureOutput({
    writeOut: (text) => {
      whole += text
    },
  })
  command.outputHelp()
  return whole.slice(command.helpInformation().length).trim()
}

function sentence(text: string): string {
  return roff(`${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`)
}
