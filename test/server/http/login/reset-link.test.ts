import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HttpWorld, password, publicUrl, withHttpWorld } from '../http-world.ts'

const link = /(https:\/\/phone\.example\.org\/reset\?token=[\w-]+)/
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** The token of the link that alice is mailed after her password. */
async function mailedToken(world: HttpWorld, headers = {}): Promise<string> {
  await world.addPerson('alice', { email: 'alice@example.org' })
  const begun = await world.call('POST', '/login', { body: { username: 'alice', password } })
  const { challenge } = begun.body
  const asked = await world.call('POST', '/login/reset', { body: { challenge }, headers })
  assert.equal([asked.status, asked.text], [202, '{}'])
  const mailed = await world.mailed(link)
  assert.ok(mailed.startsWith(`${publicUrl}/reset?token=`))
  return new URL(mailed).searchParams.get('token') ?? ''
}

const factorsOfLogin = async ({ call }: HttpWorld) =>
  (await call('POST', '/login', { body: { username: 'alice', password } })).body.factors

const stillAsked = ['totp', 'recovery-code', 'email-code']

test('looking at the link changes nothing, however often', () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) {
      const page = await world.request(method, `/reset?token=${token}`)
      assert.is(page.status, 200)
      assert.is(page.headers.get('Referrer-Policy'), 'no-referrer')
      assert.is(page.headers.get('Cache-Control'), 'no-store')
      assert.is(page.headers.get('X-Frame-Options'), 'DENY')
      assert.is(page.headers.get('X-Content-Type-Options'), 'nosniff')
      assert.is(page.headers.get('Cross-Origin-Opener-Policy'), 'same-origin')
      const policy = page.headers.get('Content-Security-Policy') ?? ''
      assert.match(policy, "default-src 'none'")
      assert.match(policy, "frame-ancestors 'none'")
      assert.not.match(policy, /nonce|unsafe/)
      assert.not.match(page.text, /<script|\sstyle=|\son\w+=/)
    }
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      assert.is((await world.request(method, `/reset?token=${token}`)).status, 405)
    }
    assert.is((await world.request('POST', `/reset?token=${token}`, { headers: form, raw: '' })).status, 410)
    assert.equal(await factorsOfLogin(world), stillAsked)
  }))

test('the form of its page uses it up, once, and without a script', () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    const { text } = await world.request('GET', `/reset?token=${token}`)
    const [, shown] =
      /<form method="post" action="reset">\s*<input type="hidden" name="token" value="([^"]+)"/.exec(text) ??
      []
    assert.is(shown, token)
    const raw = new URLSearchParams({ token }).toString()
    const done = await world.request('POST', '/reset', { headers: { ...form, Origin: 'null' }, raw })
    assert.is(done.status, 200)
    assert.match(done.text, 'alice')
    assert.equal(await factorsOfLogin(world), ['password'])
    const again = await world.request('POST', '/reset', { headers: form, raw })
    const late = await world.request('GET', `/reset?token=${token}`)
    assert.equal([again.status, late.status], [410, 410])
    assert.is(again.text, late.text)
  }))

test('the call uses it up, for one of many', () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    const calls = Array.from({ length: 100 }, () => world.call('POST', '/reset', { body: { token } }))
    const answers = await Promise.all(calls)
    const done = answers.filter(({ status }) => status === 200)
    assert.is(done.length, 1)
    assert.equal(done[0]?.body, { name: 'alice', requirement: 'optional' })
    for (const { status, body } of answers.filter((each) => each !== done[0])) {
      assert.equal([status, body.error.code], [410, 'expired'])
    }
  }))

test('an altered link shows the same page as any other that does not work', () =>
  withHttpWorld(async (world) => {
    const token = await mailedToken(world)
    const pages = await Promise.all(
      ['', 'x', `${token}x`, token.slice(1), '%00', 'a'.repeat(4000), '<script>alert(1)</script>'].map(
        (each) => world.request('GET', `/reset?token=${each}`),
      ),
    )
    for (const page of pages) assert.equal([page.status, page.text], [410, pages[0]?.text])
    assert.equal(await factorsOfLogin(world), stillAsked)
  }))

test('no header of a request gets into the link', () =>
  withHttpWorld(async (world) => {
    const evil = 'evil.example.org'
    await mailedToken(world, {
      'X-Forwarded-Host': evil,
      'X-Forwarded-Proto': 'http',
      Forwarded: `host=${evil}`,
    })
    assert.not.match(
      world.outbox
        .mails()
        .map(({ text, html }) => text + html)
        .join(),
      evil,
    )
  }))

test('asking for the link looks the same for everyone', () =>
  withHttpWorld(async (world) => {
    await world.addPerson('bob')
    const { body } = await world.call('POST', '/login', { body: { username: 'bob', password } })
    assert.is(body.canReset, false)
    const login = Buffer.from('nobody').toString('base64url')
    for (const challenge of [body.challenge, `AAAAAAAAAAAAAAAA.${login}`, 'garbage']) {
      const asked = await world.call('POST', '/login/reset', { body: { challenge } })
      assert.equal([asked.status, asked.text], [202, '{}'])
    }
  }))

test.run()
