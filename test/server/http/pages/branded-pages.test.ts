import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accentOf } from '../../../../server/branding/accent.ts'
import { texts } from '../../../../server/locales/index.ts'
import { languages } from '../../../../server/locales/languages.ts'
import { httpWith, password, withHttpWorld } from '../http-world.ts'

const page = { headers: { Accept: 'text/html,application/xhtml+xml' } }
const branding = {
  name: 'ACME <Phones>',
  accent: '#ffff00',
  support: 'Help: extension 100 & it@example.org',
}

test('our own address is a page that says whose service it is', () =>
  withHttpWorld(
    async ({ request }) => {
      const { status, headers, text } = await request('GET', '/', page)
      assert.equal([status, headers.get('Content-Type')], [200, 'text/html; charset=utf-8'])
      assert.match(text, '<title>ACME &lt;Phones&gt;</title>')
      assert.match(text, 'Help: extension 100 &amp; it@example.org')
      assert.not.match(text, 'Ringlock')
      assert.is((await request('POST', '/')).status, 405)
    },
    { branding },
  ))

test('it leads to the portal where there is one, and names none where there are several', async () => {
  await withHttpWorld(async ({ request }) => {
    assert.not.match((await request('GET', '/', page)).text, 'href="https://portal.example.org"')
  })
  const one = [{ name: 'portal', key: 'a-long-random-portal-key', origins: ['https://portal.example.org'] }]
  await withHttpWorld(
    async ({ request }) => {
      assert.match((await request('GET', '/', page)).text, 'href="https://portal.example.org"')
    },
    httpWith({ portals: one }),
  )
})

test('a browser is shown a page for what does not exist, and a program JSON', () =>
  withHttpWorld(async ({ request }) => {
    for (const [path, sent, type] of [
      ['/nowhere', page, 'text/html; charset=utf-8'],
      ['/a/b/c', page, 'text/html; charset=utf-8'],
      ['/nowhere', {}, 'application/json'],
      ['/api/v1/nowhere', page, 'application/json'],
    ] as const) {
      const { status, headers, text } = await request('GET', path, sent)
      assert.equal([status, headers.get('Content-Type')], [404, type], path)
      if (sent === page && type !== 'application/json') assert.match(text, 'href="/pages.css?')
    }
    assert.is((await request('POST', '/nowhere', page)).headers.get('Content-Type'), 'application/json')
  }))

test('the accent comes with the style sheet, readable, and an odd one is ours', () =>
  withHttpWorld(
    async ({ request }) => {
      const { text } = await request('GET', '/', page)
      const [, href] = /href="(pages\.css\?[^"]*)"/.exec(text) ?? []
      const css = (await request('GET', `/${href}`)).text
      const { light, dark } = accentOf('#ffff00')
      assert.match(css, `--accent: light-dark(${light.accent}, ${dark.accent});`)
      const usual = (await request('GET', '/pages.css')).text
      for (const odd of ['red', '#ff0000', '000000}body{display:none', 'FFFFFF0']) {
        assert.is((await request('GET', `/pages.css?accent=${encodeURIComponent(odd)}`)).text, usual, odd)
      }
    },
    { branding },
  ))

test('elements get the accent of their portal or tenant, and the general one for names that are unknown', () =>
  withHttpWorld(
    async ({ request }) => {
      const style = async (query: string) => request('GET', `/branding.css${query}`)
      const accentIn = async (query: string) =>
        /--ringlock-accent: light-dark\((#\w+),/.exec((await style(query)).text)?.[1]
      assert.is(await accentIn(''), accentOf('#ffff00').light.accent)
      assert.is(await accentIn('?tenant=A.Example'), '#0b6e69')
      for (const unknown of ['?tenant=b', '?portal=b', '?tenant=__proto__', '?portal=}%0abody{}']) {
        assert.is((await style(unknown)).text, (await style('')).text, unknown)
      }
      assert.is((await style('')).headers.get('Cross-Origin-Resource-Policy'), 'cross-origin')
    },
    { branding, policy: { tenants: { 'a.example': { branding: { accent: '#0b6e69' } } } } },
  ))

test('a page that asks for a password says whose, and which company asks', () =>
  withHttpWorld(
    async (world) => {
      await world.addPerson('root', { role: 'superadmin', enrolled: false })
      const { userKey } = await world.addPerson('bob', { email: 'bob@example.org', enrolled: false })
      await world.call('POST', `/users/${userKey}/enrolment-mail`, {
        bearer: await world.tokenFor('root'),
        body: {},
      })
      const link = await world.mailed(/(https:\/\/phone\.example\.org\/enrol\?token=[\w-]+)/)
      const { search } = new URL(link)
      const { text } = await world.request('GET', `/enrol${search}`, page)
      assert.match(text, 'ACME &lt;Phones&gt;')
      assert.match(text, /autocomplete="username" value="bob" readonly/)
      const stranger = await world.request('GET', '/enrol?token=x', page)
      assert.not.match(stranger.text, 'bob')
      const setup = await world.request('POST', '/enrol', {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        raw: new URLSearchParams({
          token: new URL(link).searchParams.get('token') ?? '',
          password,
        }).toString(),
      })
      assert.match(setup.text, /otpauth:\/\/totp\/ACME%20%3CPhones%3E:bob\?/)
    },
    { branding, issuer: 'ACME <Phones>' },
  ))

test('the demo shows a mail as a mail program does: in a frame that runs and loads nothing', () =>
  withHttpWorld(async (world) => {
    const { outbox, request } = world
    await outbox.send(
      { address: 'eve@example.org', name: '<b>Eve</b>', language: null },
      { kind: 'reset-link', link: 'https://phone.example.org/reset?token=x', minutes: 10 },
      null,
    )
    const list = await request('GET', '/outbox', page)
    assert.match(list.headers.get('Content-Security-Policy') ?? '', "frame-src 'self'")
    const [, id] = /<iframe [^>]*src="outbox\/([\w-]+)"/.exec(list.text) ?? []
    const mail = await request('GET', `/outbox/${id}`, page)
    const policy = mail.headers.get('Content-Security-Policy') ?? ''
    assert.match(policy, /^default-src 'none'; .*sandbox allow-popups allow-popups-to-escape-sandbox$/)
    assert.not.match(policy, /script-src|allow-scripts|allow-same-origin|allow-forms/)
    assert.is(mail.headers.get('X-Frame-Options'), 'SAMEORIGIN')
    assert.match(mail.text, '&lt;b&gt;Eve&lt;/b&gt;')
    assert.match(mail.text, 'href="https://phone.example.org/reset?token=x"')
    assert.is((await request('GET', '/outbox/another', { headers: {} })).status, 404)
    const elsewhere = await request('GET', '/', page)
    assert.not.match(elsewhere.headers.get('Content-Security-Policy') ?? '', 'frame-src')
  }))

test('every language has words of its own for both pages', () => {
  const words = (language: (typeof languages)[number]) => {
    const { home, notFound } = texts[language].pages
    return [...Object.values(home), ...Object.values(notFound)]
  }
  for (const language of languages) {
    if (language === 'en') continue
    assert.not.ok(
      words(language).some((word) => words('en').includes(word)),
      language,
    )
  }
})

test.run()
