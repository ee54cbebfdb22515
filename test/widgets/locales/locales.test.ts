import * as assert from 'uvu/assert'
import { loadLocale } from '../../../widgets/locales/language.ts'
import { loaders } from '../../../widgets/locales/loaders.ts'
import '../../../widgets/login/login.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { mount, settled, shownText } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('languages')

test.after.each(() => document.documentElement.removeAttribute('lang'))

test('there are ten', () => {
  assert.equal(Object.keys(loaders).sort(), 'ar de en es fr it ja nl pt zh'.split(' '))
})

for (const code of Object.keys(loaders)) {
  test(`${code} says everything, in words of its own, about the same things`, async () => {
    const [locale, english] = [await loadLocale(code, 2), await loadLocale('en', 2)]
    assert.ok(locale !== null && english !== null)
    assert.equal(Object.keys(locale), Object.keys(english))
    assert.is(locale.lang, code)
    assert.is(locale.dir, code === 'ar' ? 'rtl' : 'ltr')
    for (const [key, text] of Object.entries(locale)) {
      if (key === 'lang' || key === 'dir') continue
      const said: unknown =
        typeof text === 'function' ? (text as (...values: number[]) => string)(3, 3, 3) : text
      assert.ok(typeof said === 'string' && said.trim() !== '', `${code} ${key}`)
      assert.not.match(said, /undefined|\$\{/, `${code} ${key}`)
      const original: unknown = english[key as keyof typeof english]
      if (typeof original === 'function') assert.is(typeof text, 'function', `${code} ${key}`)
    }
  })
}

test('an element follows the language of the page, with its direction', async () => {
  document.documentElement.lang = 'de-AT'
  const login = await mount('ringlock-login')
  assert.is(shownText(login), 'Anmelden Benutzername Passwort Anmelden')
  document.documentElement.lang = 'ar'
  await settled(login)
  assert.match(shownText(login), /^تسجيل الدخول/)
  const panel = login.shadowRoot?.querySelector('[part="panel"]')
  assert.equal([panel?.getAttribute('lang'), panel?.getAttribute('dir')], ['ar', 'rtl'])
  assert.is(login.querySelector('form')?.dir, 'rtl')
})

test('an element’s own language, or that of what it stands in, goes before', async () => {
  document.documentElement.lang = 'fr'
  const login = await mount('ringlock-login', { lang: 'nl' })
  assert.match(shownText(login), /^Inloggen/)
})

test('a language that is not ours, or could not be fetched, is English and says so', async () => {
  document.documentElement.lang = 'sv'
  const login = await mount('ringlock-login')
  assert.match(shownText(login), /^Log in/)
  assert.is(login.shadowRoot?.querySelector('[part="panel"]')?.getAttribute('lang'), 'en')
  assert.is(login.duration(604_800), '7 days')
  assert.is((await loadLocale('constructor', 1))?.lang, 'en')
})

test('an element without a token loads no more than it says', async () => {
  const locale = await loadLocale('de', 1)
  assert.ok(locale !== null && 'login.title' in locale)
  assert.not.ok('parts.cancel' in locale)
})

/** Makes the modules of some languages impossible to fetch, while `prove` runs. */
async function without(codes: readonly string[], prove: () => Promise<void>): Promise<void> {
  const lost = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
  const before = { ...loaders }
  Object.assign(loaders, Object.fromEntries(codes.map((code) => [code, [lost, lost]])))
  await prove().finally(() => Object.assign(loaders, before))
}

test('a language that cannot be fetched is English', () =>
  without(['de'], async () => {
    const login = await mount('ringlock-login', { lang: 'de' })
    assert.match(shownText(login), /^Log in User name/)
  }))

test('where not even English can be fetched there is a message and a way out', () =>
  without(['de', 'en'], async () => {
    const login = await mount('ringlock-login', { lang: 'de' })
    assert.is(shownText(login), 'This could not be loaded. Check your network and try again. Reload the page')
    assert.is(login.querySelector('form'), null)
    await expectNoViolations(login)
  }))

test('a language that cannot be fetched later changes nothing', () =>
  without(['fr', 'en'], async () => {
    const login = await mount('ringlock-login', { lang: 'nl' })
    login.lang = 'fr'
    await settled(login)
    assert.match(shownText(login), /^Inloggen/)
  }))

test('lengths of time are said in the largest unit that fits', async () => {
  const login = await mount('ringlock-login')
  assert.equal(
    [1, 45, 60, 90, 600, 3_600, 5_400, 86_400, 604_800].map((seconds) => login.duration(seconds)),
    [
      '1 second',
      '45 seconds',
      '1 minute',
      '90 seconds',
      '10 minutes',
      '1 hour',
      '90 minutes',
      '1 day',
      '7 days',
    ],
  )
})

test.run()
