import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type RunResult, run } from './processes.ts'

export interface PamLogin {
  /** The PAM service, in the lines of pam.conf(5). `FOLDER` stands for the folder that holds `files`. */
  readonly service: string
  /** Name -> text; readable by root alone. */
  readonly files?: Readonly<Record<string, string>>
  readonly user: string
  /** What is typed at the prompts, in their order. */
  readonly answers: readonly string[]
}

/**
 * Logs in through a PAM service that exists for this login only: a private /etc/pam.d in a mount namespace of its own, so that
 * nothing changes on the machine. Exit code 0 is a login; the prompts are in the output.
 */
export function loginThroughPam({ service, files, user, answers }: PamLogin): Promise<RunResult> {
  return withTemporaryFolder(async (folder) => {
    const services = join(folder, 'pam.d')
    await mkdir(services)
    await writeFile(join(services, 'ringlock-test'), service.replaceAll('FOLDER', folder))
    for (const [name, text] of Object.entries(files ?? {})) {
      await writeFile(join(folder, name), text, { mode: 0o600 })
    }
    const script = 'mount --bind "$0" /etc/pam.d && exec pamtester ringlock-test "$1" authenticate'
    return run('unshare', ['--mount', 'sh', '-c', script, services, user], {
      input: answers.map((answer) => `${answer}\n`).join(''),
    })
  })
}

/** A service that asks one RADIUS server through pam_radius_auth. */
export function radiusService(port: number, sharedSecret: string): Pick<PamLogin, 'service' | 'files'> {
  return {
    service: 'auth required pam_radius_auth.so conf=FOLDER/servers retry=1\n',
    files: { servers: `127.0.0.1:${port} ${sharedSecret} 5\n` },
  }
}
