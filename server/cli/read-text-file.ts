import { readFile } from 'node:fs/promises'
import { CommandError } from './command-error.ts'
import { utf8 } from './terminal.ts'

/** Reads a file from the command line. Rejects with CommandError when it cannot be read or is not UTF-8. */
export async function readTextFile(file: string): Promise<string> {
  return utf8(await readBytes(file))
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, 2)
  }
}
