import { CommandError } from './command-error.ts'
import type { Terminal } from './context.ts'
import { readTextFile } from './read-text-file.ts'
import { ask, isInteractive } from './terminal.ts'

/** Characters: the only protection of a sealed key, which can be tried without any limit. */
const shortest = 12

/** The passphrase for a sealed key: the first line of a file, or asked for. */
export async function passphraseOf(
  file: string | undefined,
  terminal: Terminal,
  { isNew }: { readonly isNew: boolean },
): Promise<string> {
  const passphrase = file === undefined ? await askFor(terminal, isNew) : await firstLine(file)
  if (isNew && [...passphrase].length < shortest) {
    throw new CommandError(`The passphrase must have ${shortest} characters or more; nothing was done.`, 2)
  }
  return passphrase
}

async function firstLine(file: string): Promise<string> {
  const [line = ''] = (await readTextFile(file)).split(/\r?\n/, 1)
  if (line === '') throw new CommandError(`${file} has no passphrase in its first line.`, 2)
  return line
}

async function askFor(terminal: Terminal, isNew: boolean): Promise<string> {
  if (!isInteractive(terminal)) {
    throw new CommandError(
      'There is no terminal to ask for the passphrase of the key on: use --passphrase-file.',
      2,
    )
  }
  const passphrase = await ask('Passphrase of the key: ', terminal, { echo: false })
  if (!isNew) return passphrase
  const again = await ask('Once more: ', terminal, { echo: false })
  if (passphrase !== again) throw new CommandError('The two passphrases differ; nothing was done.')
  return passphrase
}
