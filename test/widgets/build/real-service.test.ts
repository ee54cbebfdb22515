import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ApiClient, createApiClient } from '../../../widgets/api-client.ts'
import { createTokenSource } from '../../../widgets/token-source.ts'
import { type HttpWorld, password, withHttpWorld } from '../../server/http/http-world.ts'

/** The widgets' own client at the real service; run by Node.js, as a document would be in the way. */
const clientOf = ({ url, tokenFor }: HttpWorld, name: string): ApiClient =>
  createApiClient({
    base: `${url}/`,
    tokens: createTokenSource(() => tokenFor(name, { amr: ['pwd', 'mfa'] })),
  })

test('a change to what is shown is made; one to what someone else has changed meanwhile is not', () =>
  withHttpWorld(async (world) => {
    const { userKey } = await world.addPerson('alice')
    const anna = await world.addPerson('anna', { role: 'admin' })
    const client = clientOf(world, 'anna')
    const proof = { password, code: anna.code() }
    assert.is((await client.call('POST /me/reverify', { body: proof })).outcome, 'done')

    const shown = await client.call('GET /users/{key}', { path: { key: userKey } })
    if (shown.outcome !== 'done') throw new Error(JSON.stringify(shown))
    const { version } = shown.body
    const require = (ifMatch: string) =>
      client.call('PUT /users/{key}/policy', {
        path: { key: userKey },
        body: { secondFactor: 'required' },
        ifMatch,
      })
    assert.is((await require(version)).outcome, 'done')
    const again = await require(version)
    assert.is(again.outcome === 'refused' && again.code, 'changed-meanwhile')
    const request = { path: { key: userKey }, ifMatch: version }
    const deleted = await client.call('DELETE /users/{key}/authenticators', request)
    assert.is(deleted.outcome === 'refused' && deleted.code, 'changed-meanwhile')
    const left = await client.call('GET /users/{key}', { path: { key: userKey } })
    assert.is(left.outcome === 'done' && left.body.authenticators.length, 1)
  }))

test('parameters, queries and bodies arrive as they were meant', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('anna', { role: 'admin' })
    await world.addPerson('ä & b=c', { enrolled: false })
    const client = clientOf(world, 'anna')
    const found = await client.call('GET /users', { query: { search: 'ä & b=c', limit: 5 } })
    assert.equal(found.outcome === 'done' && found.body.users.map(({ name }) => name), ['ä & b=c'])
    const path = { key: 'local:no/body?' }
    const absent = await client.call('GET /users/{key}', { path })
    assert.is(absent.outcome === 'refused' && absent.code, 'not-found')
  }))

test.run()
