import { pathToFileURL } from 'node:url'
import type { Suite } from 'uvu/parse'
import { endOfFile } from './output.ts'

/** Runs the files that it is sent, one after another, and marks where the output of each one ends. */

// For what is run alone: tsx keeps what it has compiled in the folder that it was started with, for all workers.
process.env.TMPDIR = process.env.RINGLOCK_TEST_FOLDER
delete process.env.RINGLOCK_TEST_FOLDER

// As uvu/run does it, but file by file.
const queue: [name: string][] = []
Object.assign(globalThis, { UVU_DEFER: 1, UVU_INDEX: 0, UVU_QUEUE: queue })
const { exec } = await import('uvu')

process.on('message', async (next: Suite | 'end') => {
  if (next === 'end') return process.disconnect()
  const { name, file } = next
  queue.splice(0, queue.length, [name])
  await import(pathToFileURL(file).href)
  await exec()
  // Failed tests are counted by what uvu prints. An exit code is for what fails later.
  process.exitCode = 0
  process.stdout.write(endOfFile)
})
