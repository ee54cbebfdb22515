import type { Command, Option } from 'commander'
import {
  argumentValue,
  entriesOf,
  flagsOf,
  optionsOf,
  optionValue,
  type TableEntry,
  type Value,
} from '../command-table.ts'

/** For fish: a line for each command, option and argument, with the commands after which it is offered. */
export function fishCompletion(program: Command): string {
  const entries = entriesOf(program)
  const known = entries.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')))
  return `# fish completion for ringlock
function __ringlock_at
    set -l path
    for word in (commandline -opc)[2..-1]
        if contains -- (string join -- ' ' $path $word) ${known.join(' ')}
            set -a path $word
        end
    end
    test "$path" = "$argv[1]"
end

complete -c ringlock -f
${entries.flatMap((entry) => linesOf(program, entry)).join('\n')}
`
}

function linesOf(program: Command, { path, command }: TableEntry): string[] {
  const at = `complete -c ringlock -n ${quoted(`__ringlock_at ${quoted(path.join(' '))}`)}`
  const commands = command.commands.map(
    (child) => `-a ${quoted(child.name())} -d ${quoted(child.description())}`,
  )
  const operands = command.registeredArguments.map((argument) => offered(argumentValue(argument)))
  const options = optionsOf(program, command).map(optionOf)
  return [...commands, ...operands.filter((words) => words !== ''), ...options].map((what) => `${at} ${what}`)
}

function optionOf(option: Option): string {
  const flags = flagsOf(option).map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  )
  const value = optionValue(option)
  const taken = value === null ? [] : ['-r', offered(value)]
  return [...flags, ...taken, `-d ${quoted(option.description)}`].filter((word) => word !== '').join(' ')
}

function offered(value: Value): string {
  if (value === 'file') return '-F'
  if (value === 'folder') return `-a ${quoted('(__fish_complete_directories)')}`
  return value === 'anything' ? '' : `-a ${quoted(value.words.join(' '))}`
}

const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
