import { readdir } from 'node:fs/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type AuditPage, readAudit } from '../../../server/audit/read-audit.ts'
import type { LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { RadiusClientError, sendAccessRequest } from '../../../server/radius/protocol/client.ts'
import { inOneWord } from '../authentication/login-world.ts'
import {
  codeOf,
  type Got,
  type HttpWorld,
  type Person,
  password,
  sharedSecret,
  withHttpWorld,
} from '../http/http-world.ts'
import { attempt, fillLastBlock, onDisk } from './full-disk-world.ts'
import { smallDiskTest } from './small-disk.ts'
import { watchWrites } from './watched-writes.ts'

/** What a login is about to spend; each is asked twice: while the disk fills, and when there is room again. */
interface Step {
  /** The last request of the login: `yes`, `no`, or `nothing` where the service cannot say. */
  ask(): Promise<'yes' | 'no' | 'nothing'>
}

const said = ({ status }: Got) => (status < 300 ? 'yes' : status === 503 ? 'nothing' : 'no')
const judged = ({ outcome }: LoginOutcome) =>
  outcome === 'accept' ? 'yes' : outcome === 'unavailable' ? 'nothing' : 'no'

async function challengeFor(world: HttpWorld, { name }: Person): Promise<string> {
  const { body, text } = await world.call('POST', '/login', { body: { username: name, password } })
  assert.is(body?.status, 'challenge', text)
  return body.challenge
}

const answerWith = (world: HttpWorld, body: object): Step => ({
  ask: async () => said(await world.call('POST', '/login/challenge', { body })),
})

const logins: Readonly<Record<string, (world: HttpWorld, person: Person) => Promise<Step>>> = {
  'a code over RADIUS': async ({ service }, person) => {
    const code = person.code()
    return { ask: async () => judged(await attempt(service, person.name, code)) }
  },
  'password and code over RADIUS': async ({ service }, person) => {
    const typed = password + person.code()
    return { ask: async () => judged(await attempt(service, person.name, typed, 'append')) }
  },
  'a code for a challenge': async (world, person) => {
    const challenge = await challengeFor(world, person)
    return answerWith(world, { challenge, factor: 'totp', code: person.code(), trustDevice: true })
  },
  'a recovery code': async (world, person) => {
    const challenge = await challengeFor(world, person)
    return answerWith(world, { challenge, factor: 'recovery-code', code: person.recoveryCodes[0] })
  },
  'a mailed code': async (world, person) => {
    const challenge = await challengeFor(world, person)
    await world.call('POST', '/login/email-code', { body: { challenge } })
    const code = await world.mailed(new RegExp(`${person.name}[^]*?\\b(\\d{8})\\b`))
    return answerWith(world, { challenge, factor: 'email-code', code })
  },
  'a trusted device': async (world, person) => {
    const challenge = await challengeFor(world, person)
    const body = { challenge, factor: 'totp', code: person.code(), trustDevice: true }
    const { headers } = await world.call('POST', '/login/challenge', { body })
    const cookie = (headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
    assert.ok(cookie)
    return {
      async ask() {
        const login = await world.call('POST', '/login', {
          body: { username: person.name, password },
          headers: { Cookie: cookie },
        })
        return login.body?.status === 'challenge' ? 'no' : said(login)
      },
    }
  },
  'a reset link': async (world, person) => {
    const challenge = await challengeFor(world, person)
    await world.call('POST', '/login/reset', { body: { challenge } })
    const token = await world.mailed(new RegExp(`${person.name}[^]*?/reset[?#/]*(?:token=)?([\\w-]{40,})`))
    return { ask: async () => said(await world.call('POST', '/reset', { body: { token } })) }
  },
  'the confirmation of another authenticator': async (world, person) => {
    const bearer = await world.tokenFor(person.name)
    const proof = { password, code: person.code() }
    const proven = await world.call('POST', '/me/reverify', { bearer, body: proof })
    assert.is(proven.status, 200, proven.text)
    const request = { kind: 'app', algorithm: 'SHA1', digits: 6, period: 30 }
    const offered = await world.call('POST', '/me/authenticators', { bearer, body: request })
    assert.is(offered.status, 201, offered.text)
    const { id, totpSecret } = offered.body
    const body = { codes: [codeOf(totpSecret)] }
    return {
      ask: async () => said(await world.call('POST', `/me/authenticators/${id}/confirm`, { bearer, body })),
    }
  },
}

for (const [name, begin] of Object.entries(logins)) {
  smallDiskTest(`${name} is not lost when the disk is full at any of its writes`, (disk) =>
    withHttpWorld(async (world) => {
      const writes = await watchWrites()
      try {
        for (let nth = 1; ; nth++) {
          const email = `person-${nth}@example.org`
          const person = await world.addPerson(`person-${nth}`, { email })
          const step = await begin(world, person)
          await fillLastBlock(world.service)
          let isFull = false
          writes.before(nth, async () => {
            await disk.fill()
            isFull = true
          })
          const first = await step.ask()
          if (!isFull) {
            assert.is(first, 'yes')
            assert.ok(nth > 1, 'it writes')
            break
          }
          await disk.makeRoom()
          assert.is.not(first, 'no', `at write ${nth}`)
          if (first === 'nothing')
            assert.is(await step.ask(), 'yes', `again, after it failed at write ${nth}`)
          assert.is(await step.ask(), 'no', `once more, after write ${nth}`)
        }
      } finally {
        writes.stop()
      }
      assert.ok((await world.service.audit.verify(null)).ok)
    }, onDisk(disk)),
  )
}

smallDiskTest('twenty times full under load, no code is lost and no accept is', async (disk) => {
  const typed: (readonly [string, string])[] = []
  await withHttpWorld(async ({ service, addPerson }) => {
    const [rounds, together] = [20, 5]
    const people: Person[] = []
    for (let n = 0; n < rounds * together; n++) people.push(await addPerson(`person-${n}`))
    const writes = await watchWrites()
    try {
      for (let round = 0; round < rounds; round++) {
        const logins = people.splice(0, together).map((person) => [person.name, person.code()] as const)
        typed.push(...logins)
        await fillLastBlock(service)
        let isFull = false
        // There are two at least: that of the claims, and that of their lines.
        writes.before(1 + (round % 2), async () => {
          await disk.fill()
          isFull = true
        })
        // Each several times, as a NAS repeats what was not answered.
        const repeats = [...logins, ...logins, ...logins]
        const outcomes = await Promise.all(repeats.map(([name, code]) => attempt(service, name, code)))
        const had = repeats.flatMap(([name], i) => (outcomes[i]?.outcome === 'accept' ? [name] : []))
        assert.is(new Set(had).size, had.length, 'nobody twice')
        const others = outcomes.map(inOneWord).filter((word) => word !== 'accept')
        assert.ok(
          others.every((word) => word === 'code-used' || word.startsWith('unavailable')),
          others.join(),
        )
        assert.is.not((await attempt(service, 'person-0', '000000')).outcome, 'accept')
        assert.ok(isFull)
        await disk.makeRoom()
        for (const [name, code] of logins) {
          const again = inOneWord(await attempt(service, name, code))
          assert.is(again, had.includes(name) ? 'code-used' : 'accept', name)
        }
      }
    } finally {
      writes.stop()
    }
  }, onDisk(disk))
  await withHttpWorld(async ({ service }) => {
    for (const [name, code] of typed) {
      assert.is.not((await attempt(service, name, code)).outcome, 'accept', `${name} after a restart`)
    }
    assert.ok((await service.audit.verify(null)).ok)
  }, onDisk(disk))
  const lines = await everyAccept(disk.path)
  assert.equal(lines.toSorted(), typed.map(([name]) => name).toSorted(), 'each accept has its line')
})

smallDiskTest(
  'a NAS hears nothing while the disk is full, and its repeat is let in when there is room',
  (disk) =>
    withHttpWorld(async ({ service, listeners, addPerson, request }) => {
      const port = Number(listeners.radius[0]?.split(':').at(-1))
      const ask = (person: Person, code: string, timeout = 20_000) =>
        sendAccessRequest(
          {
            server: { host: '127.0.0.1', port },
            sharedSecret,
            userName: person.name,
            password: password + code,
            state: null,
            nasIdentifier: 'office-pbx',
          },
          { timeout, retries: 0 },
        ).then(
          ({ code: answer }) => answer,
          (error) => {
            assert.instance(error, RadiusClientError)
            return 'silence'
          },
        )
      const [alice, bob] = [await addPerson('alice'), await addPerson('bob')]
      await fillLastBlock(service)
      await disk.fill()
      // The first one has the reserve, the next ones wait for room.
      assert.is(await ask(alice, alice.code()), 'Access-Accept')
      const code = bob.code()
      assert.is(await ask(bob, code, 500), 'silence')
      assert.is(await ask(alice, '000000', 500), 'silence')
      const metrics = (await request('GET', '/metrics')).text
      assert.match(metrics, /^ringlock_disk_full 1$/m)
      assert.match(
        metrics,
        /^ringlock_radius_requests_total\{client="office-pbx",outcome="dropped",reason="disk-full"\} 2$/m,
      )
      await disk.makeRoom()
      assert.is(await ask(bob, code), 'Access-Accept')
      assert.is(await ask(bob, code), 'Access-Reject', 'once')
      const { code: failures } = await service.state.readFailures(alice.userKey)
      assert.is(failures, null, 'nothing was charged meanwhile')
      assert.match((await request('GET', '/metrics')).text, /^ringlock_disk_full 0$/m)
      const page = await readAudit(disk.path, { userKey: null, cursor: null, limit: 100 })
      const told = page?.events.filter(({ reason }) => reason === 'disk-full')
      assert.equal(
        told?.map(({ outcome, count }) => [outcome, count]),
        [['unavailable', 2]],
      )
    }, onDisk(disk)),
)

smallDiskTest(
  'a service that is started on a full disk goes on when there is room, and leaves no litter',
  async (disk) => {
    const kept = { name: '', userKey: '', codes: ['', ''] }
    await withHttpWorld(async ({ service, addPerson }) => {
      const person = await addPerson('person')
      Object.assign(kept, { ...person, codes: [person.code(), person.code(1)] })
      await attempt(service, person.name, person.code())
    }, onDisk(disk))
    await disk.fill()
    await withHttpWorld(async ({ service, request }) => {
      const ready = await request('GET', '/readyz')
      const outcome = await attempt(service, kept.name, kept.codes[1] as string)
      assert.ok(['accept', 'unavailable'].includes(outcome.outcome), inOneWord(outcome))
      assert.is(ready.status, 503)
      assert.is(ready.body.checks.disk, 'failing')
      await disk.makeRoom()
      const [used, fresh] = kept.codes as [string, string]
      const again = inOneWord(await attempt(service, kept.name, fresh))
      assert.is(again, outcome.outcome === 'accept' ? 'code-used' : 'accept')
      assert.is(inOneWord(await attempt(service, kept.name, used)), 'code-used')
      assert.equal(
        (await readdir(disk.path)).filter((name) => name.includes('claim') || name.endsWith('.tmp')),
        [],
      )
    }, onDisk(disk))
  },
)

/** Logins of all accepted ones. */
async function everyAccept(folder: string): Promise<string[]> {
  const names: string[] = []
  let cursor: string | null = null
  do {
    const page: AuditPage | null = await readAudit(folder, { userKey: null, cursor, limit: 100 })
    if (page === null) throw new Error('no page')
    names.push(...page.events.flatMap(({ outcome, login = '' }) => (outcome === 'accept' ? [login] : [])))
    cursor = page.nextCursor
  } while (cursor !== null)
  return names
}

test.run()
