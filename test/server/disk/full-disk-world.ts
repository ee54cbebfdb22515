import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoginAttempt } from '../../../server/authentication/login-attempt.ts'
import type { Service } from '../../../server/service.ts'
import type { SmallDisk } from './small-disk.ts'

/** The configuration of a service whose data lies on a small disk. */
export const onDisk = (disk: SmallDisk) => ({
  dataDir: disk.path,
  userStores: [{ name: 'local', kind: 'file', path: join(disk.path, 'users.json') }],
})

const block = 4096

/** Writes lines until the last block of the audit log is all but full: the next line takes a block that a full disk has not got. */
export async function fillLastBlock({ audit, config }: Service): Promise<void> {
  const size = async () => (await stat(join(config.dataDir, 'audit.jsonl'))).size
  const write = (login: string) => audit.record({ event: 'user.added', outcome: 'done', door: 'cli', login })
  const before = await size()
  await write('')
  const shortest = (await size()) - before
  for (;;) {
    const room = block - ((await size()) % block)
    if (room < shortest) return
    // What is left is shorter than a line.
    const longer = Math.min(room - shortest, 250)
    await write('x'.repeat(room - longer - shortest >= shortest ? longer : Math.max(0, longer - 20)))
  }
}

type Mode = LoginAttempt['rule']['secondFactor']

export function attempt(service: Service, login: string, typed: string, secondFactor: Mode = 'code-only') {
  return service.authenticate({
    login,
    typed,
    challengeState: null,
    codeFactor: null,
    trustedDevice: null,
    trustAs: null,
    rule: { secondFactor, separator: '', allow: { groups: [], roles: [] } },
    door: 'radius',
    askedBy: 'office-pbx',
    from: '192.0.2.1:4711',
    source: null,
    authentic: true,
    place: null,
    packet: null,
    deadline: Date.now() + 60_000,
  })
}
