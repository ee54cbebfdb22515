import type { Command } from 'commander'
import { argumentValue, entriesOf, flagsOf, optionsOf, optionValue, type Value } from '../command-table.ts'

/** For bash, loaded by bash-completion at the first Tab after `ringlock`. */
export function bashCompletion(program: Command): string {
  const entries = entriesOf(program)
  const commands = entries.filter(({ path }) => path.length > 0).map(({ path }) => `'${path.join(' ')}'`)
  const values = entries.flatMap(({ path, command }) =>
    optionsOf(program, command).flatMap((option) => {
      const value = optionValue(option)
      if (value === null) return []
      const patterns = flagsOf(option).map((flag) => `'${path.join(' ')}|${flag}'`)
      return [`  ${patterns.join(' | ')}) ${replies(value)}; return ;;`]
    }),
  )
  const words = entries.map(({ path, command }) => {
    const flags = replies({ words: optionsOf(program, command).flatMap(flagsOf) })
    return `  '${path.join(' ')}') if [[ $current == -* ]]; then ${flags}; else ${replies(operandOf(command))}; fi ;;`
  })
  return `# bash completion for ringlock
_ringlock() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} path='' word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
    ${commands.join(' | ')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path|$previous" in
${values.join('\n')}
  esac
  case $path in
${words.join('\n')}
  esac
} && complete -o filenames -F _ringlock ringlock
`
}

/** What may follow a command: its subcommands, or its argument. */
function operandOf({ commands, registeredArguments: [argument] }: Command): Value {
  if (commands.length > 0) return { words: commands.map((child) => child.name()) }
  return argument === undefined ? 'anything' : argumentValue(argument)
}

function replies(value: Value): string {
  if (value === 'anything') return ':'
  const generator = value === 'file' ? '-f' : value === 'folder' ? '-d' : `-W '${value.words.join(' ')}'`
  return `mapfile -t COMPREPLY < <(compgen ${generator} -- "$current")`
}
