import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inOneWord } from '../server/authentication/login-world.ts'
import { attempt, fillLastBlock, onDisk } from '../server/disk/full-disk-world.ts'
import { smallDiskTest } from '../server/disk/small-disk.ts'
import { watchWrites } from '../server/disk/watched-writes.ts'
import { password, withHttpWorld } from '../server/http/http-world.ts'
import { isPresent, peerTest } from './peers.ts'
import { withPostgres } from './postgres-place.ts'

const name = 'a code claimed in a database is not lost when the disk of the audit trail is full'

if (isPresent('postgres')) {
  for (const reserve of ['kept', 'gone'] as const) {
    smallDiskTest(`${name}: the reserve is ${reserve}`, (disk) =>
      withPostgres(({ url }) =>
        withHttpWorld(
          async ({ service, addPerson, call }) => {
            const writes = await watchWrites()
            const fill = async () => {
              await disk.fill()
              if (reserve === 'kept') return
              await truncate(join(disk.path, 'reserve'))
              await disk.fill()
            }
            try {
              for (let round = 0; round < 5; round++) {
                const person = await addPerson(`person-${round}`)
                const asked = await call('POST', '/login', { body: { username: person.name, password } })
                const { challenge } = asked.body
                const [code, recoveryCode = ''] = [person.code(), person.recoveryCodes[0]]
                await fillLastBlock(service)
                writes.before(1, fill)
                const outcomes = [
                  inOneWord(await attempt(service, person.name, code)),
                  inOneWord(await attempt(service, person.name, code)),
                ]
                const first = reserve === 'kept' ? 'accept' : 'unavailable:fault'
                assert.equal(outcomes, [first, 'unavailable:disk-full'])
                const body = { challenge, factor: 'recovery-code', code: recoveryCode }
                assert.is((await call('POST', '/login/challenge', { body })).status, 503)
                await disk.makeRoom()
                const again = inOneWord(await attempt(service, person.name, code))
                assert.is(again, reserve === 'kept' ? 'code-used' : 'accept')
                assert.is(inOneWord(await attempt(service, person.name, code)), 'code-used')
                assert.is((await call('POST', '/login/challenge', { body })).status, 200)
                assert.is.not((await call('POST', '/login/challenge', { body })).status, 200)
              }
            } finally {
              writes.stop()
            }
            assert.ok((await service.audit.verify(null)).ok)
          },
          { ...onDisk(disk), stateStore: { kind: 'postgres', url } },
        ),
      ),
    )
  }
} else {
  peerTest(name, { needs: ['postgres'] }, async () => {})
}

test.run()
