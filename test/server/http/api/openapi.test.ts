import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { type OpenApiDocument, openApiDocument } from '../../../../server/http/api/openapi/document.ts'
import { calls } from '../../../../server/http/contract/index.ts'
import { type Got, type HttpWorld, password, publicUrl, type Sent, withHttpWorld } from '../http-world.ts'

interface Driven extends Sent {
  readonly operation: keyof typeof calls
  /** In place of the path's parameters. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: string
}

/** Makes a call and holds its answer against what the document says of it. */
function createDriver({ call }: HttpWorld, document: OpenApiDocument) {
  const answered = new Map<string, Set<number>>()

  return {
    answered,
    async drive({ operation, params = {}, query = '', ...sent }: Driven): Promise<Got> {
      const { method, path } = calls[operation]
      const asked = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? 'nobody:x'))
      const got = await call(method, asked + query, sent)
      const described = document.paths[path]?.[method.toLowerCase()]
      assert.is(described?.operationId, operation)
      const response = described?.responses[got.status]
      assert.ok(response, `${operation} answered ${got.status}, which is not described: ${got.text}`)
      const schema = response.content?.['application/json'].schema
      if (schema === undefined) assert.is(got.text, '', operation)
      else hold(schema, got, `${operation} ${got.status}`)
      answered.set(operation, new Set([...(answered.get(operation) ?? []), got.status]))
      return got
    },
  }

  function hold(schema: object, { body }: Got, what: string): void {
    const { components } = document as OpenApiDocument & { components: { schemas: { Error: object } } }
    const resolved = JSON.parse(
      JSON.stringify(schema).replaceAll('{"$ref":"#/components/schemas/Error"}', () =>
        JSON.stringify(components.schemas.Error),
      ),
    )
    const result = z.fromJSONSchema(resolved).safeParse(body)
    assert.ok(result.success, `${what}: ${JSON.stringify(body)} ${result.error?.message}`)
  }
}

test('the document says what the server answers, for every call', () =>
  withHttpWorld(async (world) => {
    const document: OpenApiDocument = (await world.request('GET', '/api/v1/openapi.json')).body
    assert.equal(document, JSON.parse(JSON.stringify(openApiDocument(publicUrl))))
    const { drive, answered } = createDriver(world, document)
    const alice = await world.addPerson('alice', { email: 'alice@example.org' })
    await world.addPerson('root', { role: 'superadmin', enrolled: false, email: 'root@example.org' })
    const user = await world.tokenFor('alice')
    const admin = await world.tokenFor('root')

    const begun = await drive({ operation: 'login', body: { username: 'alice', password } })
    const { challenge } = begun.body
    await drive({ operation: 'login', body: { username: 'alice', password: 'wrong' } })
    await drive({ operation: 'sendEmailCode', body: { challenge } })
    await drive({ operation: 'showTrustedDevice', body: { challenge } })
    await world.mailed(/^ +(\d{8})$/m)
    const wrong = { challenge, factor: 'totp', code: '000000' }
    await drive({ operation: 'answerChallenge', body: wrong })
    const done = await drive({
      operation: 'answerChallenge',
      body: { ...wrong, code: alice.code(-1), trustDevice: true },
    })
    const { assertion } = done.body
    const [device = ''] = (done.headers.get('Set-Cookie') ?? '').split(';')
    const held = (await drive({ operation: 'login', body: { username: 'alice', password } })).body
    const shown = { body: { challenge: held.challenge }, headers: { Cookie: device } }
    await drive({ operation: 'showTrustedDevice', ...shown })
    await drive({ operation: 'redeemAssertion', body: { assertion } })
    await drive({ operation: 'redeemAssertion', body: { assertion } })
    await world.addPerson('carol', { email: 'carol@example.org' })
    const carols = await drive({ operation: 'login', body: { username: 'carol', password } })
    await drive({ operation: 'requestReset', body: { challenge: carols.body.challenge } })
    const token = new URL(await world.mailed(/(https:\S+\/reset\?token=[\w-]+)/)).searchParams.get('token')
    await drive({ operation: 'reset', body: { token } })
    await drive({ operation: 'reset', body: { token } })
    await drive({ operation: 'issueWidgetToken', body: { user: 'alice' } })

    await drive({ operation: 'me', bearer: user })
    await drive({ operation: 'makeRecoveryCodes', bearer: user, body: {} })
    await drive({ operation: 'reverify', bearer: user, body: { password, code: alice.code() } })
    await drive({ operation: 'makeRecoveryCodes', bearer: user, body: {} })
    await drive({ operation: 'countRecoveryCodes', bearer: user })
    await drive({ operation: 'deleteRecoveryCodes', bearer: user })
    await drive({ operation: 'listTrustedDevices', bearer: user })
    await drive({ operation: 'deleteTrustedDevice', bearer: user, params: { id: 'none' } })
    const { id } = (await drive({ operation: 'offerAuthenticator', bearer: user, body: { kind: 'app' } }))
      .body
    await drive({
      operation: 'confirmAuthenticator',
      bearer: user,
      params: { id },
      body: { codes: ['000000'] },
    })
    const { authenticators } = (await drive({ operation: 'me', bearer: user })).body.user
    const params = { id: authenticators[0].id }
    await drive({ operation: 'switchAuthenticator', bearer: user, params, body: { enabled: false } })
    await drive({ operation: 'deleteAuthenticator', bearer: user, params })

    await drive({ operation: 'reverify', bearer: admin, body: { password } })
    const of = { bearer: admin, params: { key: alice.userKey } }
    await drive({ operation: 'listUsers', bearer: admin, query: '?limit=1' })
    await drive({ operation: 'readUser', ...of })
    await drive({ operation: 'readUser', bearer: admin })
    await drive({ operation: 'readUser', bearer: user })
    await drive({
      operation: 'assignHardware',
      ...of,
      body: { totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' },
    })
    await drive({ operation: 'putUserPolicy', ...of, body: { secondFactor: 'optional' } })
    await drive({ operation: 'deleteAuthenticators', ...of })
    await drive({ operation: 'sendEnrolmentMail', ...of, body: {} })
    await drive({ operation: 'unlockUser', ...of, body: {} })
    await drive({ operation: 'readAudit', bearer: admin })
    await drive({ operation: 'sendTestMail', bearer: admin, body: { to: 'root@example.org' } })
    await drive({
      operation: 'importHardware',
      bearer: admin,
      body: {
        format: 'csv',
        content: 'serial,secret,user\n1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,alice\n',
        dryRun: true,
      },
    })

    const enrolment = new URL(await world.mailed(/(https:\S+\/enrol\?token=[\w-]+)/)).searchParams.get(
      'token',
    )
    await drive({ operation: 'openEnrolmentLink', body: { token: enrolment, password } })
    await drive({ operation: 'openEnrolmentLink', body: { token: 'x', password } })

    const failed = Object.entries(calls).filter(([name, { status }]) => !answered.get(name)?.has(status))
    assert.equal(
      failed.map(([name]) => `${name}: ${[...(answered.get(name) ?? [])]}`).sort(),
      ['confirmAuthenticator: 422', 'deleteTrustedDevice: 404'],
      'every other call was seen to succeed',
    )
  }))

test('the document is one that tools read', () => {
  const document = openApiDocument(publicUrl)
  assert.is(document.openapi, '3.1.0')
  assert.equal(document.servers, [{ url: 'https://phone.example.org/api/v1' }])
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  assert.equal(operations.map(({ operationId }) => operationId).sort(), Object.keys(calls).sort())
  const { post } = document.paths['/widget-tokens'] ?? {}
  assert.equal(post?.security, [{ portalKey: [] }])
  const { put } = document.paths['/users/{key}/policy'] ?? {}
  assert.equal(
    put?.parameters.map(({ name, in: where, required }) => [name, where, required]),
    [
      ['key', 'path', true],
      ['If-Match', 'header', false],
    ],
  )
})

test('its page shows every call, without a script', () =>
  withHttpWorld(async ({ request }) => {
    const { status, text, headers } = await request('GET', '/api/v1/')
    assert.is(status, 200)
    assert.match(headers.get('Content-Type') ?? '', 'text/html')
    for (const { path } of Object.values(calls)) assert.ok(text.includes(path), path)
    assert.not.match(text, /<script|\sstyle=|https?:\/\/(?!phone\.example\.org)/)
  }))

test.run()
