import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { codeOf, type HttpWorld, password, withHttpWorld } from '../http-world.ts'

const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** The token of the link that bob, who has no second factor, is mailed by an admin. */
async function mailedToken(world: HttpWorld): Promise<string> {
  await world.addPerson('root', { role: 'superadmin', enrolled: false })
  const { userKey } = await world.addPerson('bob', { email: 'bob@example.org', enrolled: false })
  const bearer = await world.tokenFor('root')
  const sent = await world.call('POST', `/users/${userKey}/enrolment-mail`, { bearer, body: {} })
  assert.is(sent.status, 202)
  const link = await world.mailed(/(https:\/\/phone\.example\.org\/enrol\?token=[\w-]+)/)
  return new URL(link).searchParams.get('token') ?? ''
}

const post = ({ request }: HttpWorld, fields: Record<string, string>) =>
  request('POST', '/enrol', { headers: form, raw: new URLSearchParams(fields).toString() })

/** The hidden fields of a page's form. */
function hiddenIn(page: string): Record<string, string> {
  const fields = page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)
  return Object.fromEntries([...fields].map(([, name, value]) => [name, value?.replaceAll('&amp;', '&')]))
}

const isEnrolled = async ({ call }: HttpWorld) =>
  (await call('POST', '/login', { body: { username: 'bob', password } })).body.status === 'challenge'

test('password, QR code, code, recovery codes: without a script', () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    for (const method of ['GET', 'HEAD', 'GET']) {
      const page = await world.request(method, `/enrol?token=${token}`)
      assert.is(page.status, 200)
      assert.is(page.headers.get('Cache-Control'), 'no-store')
    }
    const wrong = await post(world, { token, password: 'wrong' })
    assert.equal([wrong.status, hiddenIn(wrong.text)], [401, { token }])

    const setup = await post(world, { token, password })
    assert.is(setup.status, 200)
    assert.match(setup.text, 'src="data:image/png;base64,')
    assert.not.match(setup.text, /<script|\sstyle=|\son\w+=/)
    const hidden = hiddenIn(setup.text)
    const secret = new URL(hidden.uri ?? '').searchParams.get('secret') ?? ''
    assert.not(await isEnrolled(world), 'an offer changes nothing')
    const typo = await post(world, { ...hidden, code: '000000' })
    assert.equal([typo.status, hiddenIn(typo.text)], [422, hidden])
    const done = await post(world, { ...hidden, code: codeOf(secret) })
    assert.is(done.status, 200)
    assert.is([...done.text.matchAll(/<li><code>/g)].length, 10)
    assert.ok(await isEnrolled(world))

    for (const again of [
      await world.request('GET', `/enrol?token=${token}`),
      await post(world, { token, password }),
    ]) {
      assert.is(again.status, 410)
    }
  }))

test('a user who begins again is shown a QR code again, and the one before is worth nothing', () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    const first = hiddenIn((await post(world, { token, password })).text)
    const second = hiddenIn((await post(world, { token, password })).text)
    assert.match(second.uri ?? '', /^otpauth:/)
    assert.is.not(second.uri, first.uri)
    const secretOf = ({ uri = '' }: Record<string, string>) => new URL(uri).searchParams.get('secret') ?? ''
    assert.is((await post(world, { ...first, code: codeOf(secretOf(first)) })).status, 410)
    assert.is((await post(world, { ...second, code: codeOf(secretOf(second)) })).status, 200)
    assert.ok(await isEnrolled(world))
  }))

test("a setup is its own user's, for as long as the password is fresh", () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    const hidden = hiddenIn((await post(world, { token, password })).text)
    const secret = new URL(hidden.uri ?? '').searchParams.get('secret') ?? ''
    const sessions = [
      '',
      'x',
      `${hidden.session}x`,
      await world.tokenFor('bob'),
      await world.tokenFor('root'),
    ]
    for (const session of sessions) {
      const refused = await post(world, { ...hidden, session, code: codeOf(secret) })
      assert.is(refused.status, 401, session)
    }
    assert.not(await isEnrolled(world))
    const elsewhere = await post(world, { ...hidden, id: 'another', code: codeOf(secret) })
    assert.is(elsewhere.status, 410)
  }))

test('an altered link shows the page of every link that does not work', () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    const old = await world.request('GET', '/reset?token=x')
    for (const each of ['', 'x', `${token}x`, '<b>']) {
      const page = await world.request('GET', `/enrol?token=${encodeURIComponent(each)}`)
      assert.equal([page.status, page.text], [410, old.text])
      assert.is((await post(world, { token: each, password })).status, 410)
    }
  }))

test('what a form says is shown as text', () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    const evil = `"><script>alert(1)</script>`
    const hidden = hiddenIn((await post(world, { token, password })).text)
    const page = await post(world, {
      ...hidden,
      token: evil,
      uri: `otpauth://totp/x?secret=${evil}`,
      code: '1',
    })
    assert.is(page.status, 422)
    assert.not.match(page.text, '<script')
  }))

test.run()
