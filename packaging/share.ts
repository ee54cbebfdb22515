import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { commandTable } from './command-table.ts'
import { bashCompletion } from './completion/bash.ts'
import { fishCompletion } from './completion/fish.ts'
import { zshCompletion } from './completion/zsh.ts'
import { commandManual } from './manual/ringlock-1.ts'
import { configManual } from './manual/ringlock-yaml-5.ts'
import { project } from './places.ts'

/** Lays what goes beside the program, by its place under /usr: manual, completion, unit and licences. */
export async function layShare(folder: string, notices: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  const put = async (path: string, content: string | Buffer) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content, { mode: 0o644 })
  }
  const program = commandTable()
  await put('share/man/man1/ringlock.1.gz', compressed(commandManual(program)))
  await put('share/man/man5/ringlock.yaml.5.gz', compressed(configManual()))
  await put('share/bash-completion/completions/ringlock', bashCompletion(program))
  await put('share/zsh/vendor-completions/_ringlock', zshCompletion(program))
  await put('share/fish/vendor_completions.d/ringlock.fish', fishCompletion(program))
  await put('share/doc/ringlock/copyright', await readFile(join(project, 'LICENSE')))
  await put('share/doc/ringlock/CHANGELOG.md.gz', compressed(await readFile(join(project, 'CHANGELOG.md'))))
  await put('share/doc/ringlock/third-party-licences.gz', compressed(notices))
  const systemd = join(project, 'packaging/systemd')
  await put('lib/systemd/system/ringlock.service', await readFile(join(systemd, 'ringlock.service')))
  const dropIn = 'privileged-ports.conf'
  await put(`share/doc/ringlock/examples/${dropIn}`, await readFile(join(systemd, dropIn)))
}

/** Without the time, so that the same text gives the same bytes. */
function compressed(text: string | Buffer): Buffer {
  return gzipSync(text, { level: 9 })
}
