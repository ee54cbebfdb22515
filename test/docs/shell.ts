/** A command line of `ringlock`. */
export interface RinglockCommand {
  /** In the text, from 0. */
  readonly line: number
  /** `ringlock` first. */
  readonly words: readonly string[]
}

/** The commands of `ringlock` in a text for a shell: comments left out, lines that end in a backslash joined. */
export function ringlockCommands(text: string): RinglockCommand[] {
  const joined = text.replace(/\\\n\s*/g, ' ')
  return joined.split('\n').flatMap((line, index) =>
    simpleCommands(wordsOf(line))
      .map((words) => words.slice(words[0] === 'npx' || words[0] === 'sudo' ? 1 : 0))
      .filter(([name]) => name === 'ringlock')
      .map((words) => ({ line: index, words })),
  )
}

/** Quotes are taken away; what ends a command is a word of its own; a comment ends the line. */
function wordsOf(line: string): string[] {
  const words: string[] = []
  for (const [token] of line.matchAll(/(?<!\S)#.*|&&|\|\||[|;&()]|(?:'[^']*'|"[^"]*"|[^\s'"|;&()])+/g)) {
    if (token.startsWith('#')) break
    words.push(token.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'))
  }
  return words
}

const endings = new Set(['&&', '||', '|', ';', '&', '(', ')'])

function simpleCommands(words: readonly string[]): string[][] {
  const commands: string[][] = [[]]
  for (const word of words) {
    if (endings.has(word)) commands.push([])
    else commands.at(-1)?.push(word)
  }
  return commands
}
