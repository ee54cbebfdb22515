import type { Command, Option } from 'commander'
import { argumentValue, entriesOf, flagsOf, optionsOf, optionValue, type Value } from '../command-table.ts'

/** For zsh: a function for each command. */
export function zshCompletion(program: Command): string {
  const functions = entriesOf(program)
    .reverse()
    .map(({ path, command }) => functionOf(program, command, path))
  return `#compdef ringlock\n\n${functions.join('\n\n')}\n\n_ringlock "$@"\n`
}

const nameOf = (path: readonly string[]) => ['_ringlock', ...path].join('_').replaceAll('-', '_')

function functionOf(program: Command, command: Command, path: readonly string[]): string {
  const options = optionsOf(program, command).map(specificationOf)
  const { commands } = command
  if (commands.length === 0) {
    const values = command.registeredArguments.map((argument, index) => {
      const place = argument.variadic ? '*:' : `${index + 1}:${argument.required ? '' : ':'}`
      return quoted(`${place}${argument.name()}:${actionOf(argumentValue(argument))}`)
    })
    return `${nameOf(path)}() {\n  _arguments -S ${[...options, ...values].join(' \\\n    ')}\n}`
  }
  const described = commands.map((child) => quoted(`${child.name()}:${escaped(child.description())}`))
  const cases = commands.map((child) => `    ${child.name()}) ${nameOf([...path, child.name()])} ;;`)
  return `${nameOf(path)}() {
  local line state
  _arguments -C -S ${options.join(' \\\n    ')} \\
    '1:command:->command' '*::argument:->argument'
  case $state in
  command)
    local -a commands=(
      ${described.join('\n      ')}
    )
    _describe command commands ;;
  argument)
    case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
}`
}

/** As _arguments takes it (zshcompsys(1)), once for each flag: `(-c --config)-c[the configuration]:config:_files`. */
function specificationOf(option: Option): string {
  const flags = flagsOf(option)
  const value = optionValue(option)
  const action = value === null ? '' : `:${option.attributeName()}:${actionOf(value)}`
  const others = option.variadic ? '*' : `(${flags.join(' ')})`
  return flags.map((flag) => quoted(`${others}${flag}[${escaped(option.description)}]${action}`)).join(' ')
}

function actionOf(value: Value): string {
  if (value === 'file') return '_files'
  if (value === 'folder') return '_files -/'
  return value === 'anything' ? ' ' : `(${value.words.join(' ')})`
}

const escaped = (text: string) => text.replace(/[[\]:\\]/g, '\\$&')
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
