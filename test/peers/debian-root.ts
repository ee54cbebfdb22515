import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname } from 'node:path'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { pristineDebian } from './peers.ts'
import { type RunOptions, type RunResult, run } from './processes.ts'

/** A Debian for one test, with files, processes, host name and network of its own. */
export interface DebianRoot {
  /** Where its files are, seen from within; copy into it by `put`. */
  command(command: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Of a shell; throws where it fails, with what it has said. */
  sh(script: string, options?: RunOptions): Promise<string>
  /** A program of this machine, in the network of that one. */
  inItsNetwork(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>
  put(path: string, text: string, mode?: number): Promise<void>
}

/**
 * Boots nothing: the first process waits, and `command` starts others beside it. All of them end with it.
 *
 * @param shared - files or folders of this machine that appear there, read-only: place there -> place here
 */
export function withDebianRoot<T>(
  shared: Readonly<Record<string, string>>,
  use: (root: DebianRoot) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    const binds = Object.entries(shared).map(([there, here]) => ({ there, here }))
    const script = `set -e
      mount -t tmpfs -o mode=0755 tmpfs '${folder}'
      cd '${folder}'
      mkdir upper work root
      mount -t overlay overlay -o lowerdir=${pristineDebian},upperdir=upper,workdir=work root
      mount -t proc proc root/proc
      mount --rbind /dev root/dev
      mount -t tmpfs -o mode=0755 tmpfs root/run
      ${binds.map(({ there, here }) => bindLines(`root${there}`, here)).join('\n')}
      ip link set lo up
      hostname debian
      echo ready
      exec chroot root /bin/sh -c 'cat <&3 & wait' 3<&0`
    // The first process waits for the end of our pipe, however we end, reaps the others meanwhile, and takes them with it.
    const namespaces = ['--mount', '--pid', '--net', '--uts', '--ipc', '--fork']
    const first = spawn('unshare', [...namespaces, 'sh', '-c', script])
    const ended = once(first, 'close')
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk
    }
    first.stderr.on('data', hear)
    const ready = once(first.stdout.on('data', hear), 'data')
    try {
      await Promise.race([ready, ended])
      if (said !== 'ready\n') throw new Error(`no Debian: ${said}`)
      const { stdout } = await run('pgrep', ['--parent', `${first.pid}`])
      return await use(rootOf(stdout.trim()))
    } finally {
      first.stdin.end()
      await ended
    }
  })
}

function bindLines(there: string, here: string): string {
  return `if [ -d '${here}' ]; then mkdir -p '${there}'; else mkdir -p '${dirname(there)}' && touch '${there}'; fi
      mount --bind -o ro '${here}' '${there}'`
}

function rootOf(firstProcess: string): DebianRoot {
  const env = [
    '/usr/bin/env',
    '--ignore-environment',
    '--chdir=/root',
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'HOME=/root',
  ]
  const enter = ['--target', firstProcess]
  const root: DebianRoot = {
    command: (command, args = [], { env: more = {}, ...options } = {}) =>
      run(
        'nsenter',
        [
          ...enter,
          ...['--mount', '--pid', '--net', '--uts', '--ipc', '--root'],
          ...env,
          ...Object.entries(more).map(([name, value]) => `${name}=${value}`),
          ...[command, ...args],
        ],
        options,
      ),
    async sh(script, options) {
      const { exitCode, stdout, stderr } = await root.command('/bin/sh', ['-ec', script], options)
      if (exitCode !== 0) throw new Error(`${script}: ${exitCode}\n${stdout}${stderr}`)
      return stdout
    },
    inItsNetwork: (command, args, options) =>
      run('nsenter', [...enter, '--net', '--', command, ...args], options),
    async put(path, text, mode = 0o644) {
      const octal = mode.toString(8)
      await root.sh(`mkdir -p '${dirname(path)}' && cat >'${path}' && chmod ${octal} '${path}'`, {
        input: text,
      })
    },
  }
  return root
}
