import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openService } from '../../../../server/compose/app.ts'
import { loadConfig } from '../../../../server/config/load-config.ts'
import type { Service } from '../../../../server/service.ts'
import { type BenchUser, currentTimeStep, makeUsers, totpCode, withSsha } from '../../../bench/population.ts'
import { type CommandFolder, withCommandFolder } from '../../cli/commands.ts'

const users = makeUsers(60)

/** A service with these users, each enrolled. */
async function withService(use: (service: Service, folder: CommandFolder) => Promise<void>): Promise<void> {
  await withCommandFolder(async (folder) => {
    const file = join(folder.folder, 'users.jsonl')
    await writeFile(file, users.map((user) => `${JSON.stringify(withSsha(user))}\n`).join(''))
    assert.is((await folder.run(['user', 'import', file])).exitCode, 0)
    const config = await loadConfig(folder.configFile, { env: {} })
    const service = await openService({ ...config, logLevel: 'silent' })
    try {
      await use(service, folder)
    } finally {
      await service.close()
    }
  })
}

async function logIn({ authenticate }: Service, user: BenchUser, timeStep: number): Promise<string> {
  const outcome = await authenticate({
    login: user.name,
    typed: user.password + totpCode(user, timeStep),
    challengeState: null,
    codeFactor: null,
    trustedDevice: null,
    trustAs: null,
    rule: { secondFactor: 'append', separator: '', allow: { groups: [], roles: [] } },
    door: 'radius',
    askedBy: 'office-pbx',
    from: '192.0.2.1:4711',
    source: null,
    place: 'caller',
    packet: null,
    authentic: true,
    deadline: Date.now() + 60_000,
  })
  return outcome.outcome === 'reject' ? outcome.reason : outcome.outcome
}

test('while the master key is rotated no login is refused that is right, and no code counts twice', () =>
  withService(async (service, { folder }) => {
    const now = currentTimeStep()
    const { keyId } = service.sealing
    let rotations = 0
    for (const timeStep of [now, now + 1]) {
      const rotated = service.masterKeys.rotate()
      const logins = users.flatMap((user) => [0, 1].map(() => logIn(service, user, timeStep)))
      const outcomes = await Promise.all(logins)
      const accepted = outcomes.filter((outcome) => outcome === 'accept').length
      const used = outcomes.filter((outcome) => outcome === 'code-used').length
      assert.equal([accepted, used], [users.length, users.length], `step ${timeStep - now}`)
      assert.is((await rotated).result, 'rotated')
      rotations++
    }
    assert.is.not(service.sealing.keyId, keyId)
    assert.is(service.sealing.recoveryCodeHashKeys.length, rotations + 1)
    const stored = await readFile(join(folder, 'data/enrolments.json'), 'utf8')
    assert.is(stored.split(`"sealedTotpSecret":"v1.${service.sealing.keyId}.`).length - 1, users.length)
  }))

test('two rotations at once are two rotations, one after the other', () =>
  withService(async (service) => {
    const first = service.sealing.keyId
    const [one, two] = await Promise.all([service.masterKeys.rotate(), service.masterKeys.rotate()])
    assert.equal([one?.result, two?.result], ['rotated', 'rotated'])
    assert.equal(one, { result: 'rotated', keyId: 'keyId' in one ? one.keyId : '', formerKeyId: first })
    assert.is('formerKeyId' in two ? two.formerKeyId : '', 'keyId' in one ? one.keyId : '')
    assert.is(await logIn(service, users[0] as BenchUser, currentTimeStep()), 'accept')
  }))

test.run()
