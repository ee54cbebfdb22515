import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { texts } from '../../../../server/locales/index.ts'
import { languages } from '../../../../server/locales/languages.ts'
import type { PageTexts } from '../../../../server/locales/texts.ts'
import { withHttpWorld } from '../http-world.ts'

const path = '/reset?token=of-nobody'

for (const [asked, language, why] of [
  ['de', 'de', 'the only one'],
  ['de-AT', 'de', 'a region of it'],
  ['fr;q=0.8, de;q=0.9', 'de', 'the one that is liked better'],
  ['xx, ja', 'ja', 'the first that we have'],
  ['de;q=0, es;q=0.1', 'es', 'never one that is refused'],
  ['PT-br', 'pt', 'in any case'],
  ['xx', 'en', 'none that we have'],
  ['*', 'en', 'any'],
  ['de;q=high', 'de', 'a weight that is none'],
  [',;=;q', 'en', 'nothing that makes sense'],
] as const) {
  test(`Accept-Language ${asked}: ${language}, ${why}`, () =>
    withHttpWorld(async ({ request }) => {
      const page = await request('GET', path, { headers: { 'Accept-Language': asked } })
      assert.is(page.status, 410)
      assert.is(page.headers.get('Content-Language'), language)
      assert.match(page.text, `<html lang="${language}" dir="ltr">`)
      assert.match(page.text, texts[language].pages.linkOver.title)
    }))
}

test('Arabic is written from right to left, and codes are not', () =>
  withHttpWorld(async ({ request }) => {
    const { text } = await request('GET', path, { headers: { 'Accept-Language': 'ar' } })
    assert.match(text, '<html lang="ar" dir="rtl">')
  }))

test('who asks for no language of ours reads that of the mails', () =>
  withHttpWorld(
    async ({ request }) => {
      const { headers } = await request('GET', path, { headers: { 'Accept-Language': 'xx' } })
      assert.is(headers.get('Content-Language'), 'nl')
    },
    { mail: { from: 'login@example.org', language: 'nl', smtp: { host: '127.0.0.1' } } },
  ))

const words = ({ done, linkOver, reset, enrol, faults }: PageTexts) =>
  [done, ...[linkOver, reset, enrol, faults].flatMap(Object.values)].map((text) =>
    typeof text === 'string' ? text : String(text('THAT')),
  )

test('every language has words of its own for everything, and names what it should', () => {
  const english = words(texts.en.pages)
  for (const language of languages) {
    const own = words(texts[language].pages)
    assert.ok(own.every((text) => text.trim() !== '' && !text.includes('undefined') && !text.includes('${')))
    assert.is(own.filter((text) => text.includes('THAT')).length, 3, language)
    if (language === 'en') continue
    const borrowed = own.filter((text, i) => text === english[i])
    assert.equal(borrowed, [], language)
  }
})

test.run()
