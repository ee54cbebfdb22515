import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** By language, the words of docs/glossary.md: all that stands in a row but the language itself. */
const glossary = new Map(
  [...read('docs/glossary.md').matchAll(/^\| ([a-z]{2}) +\|(.*)\|$/gm)].map(([, language = '', row = '']) => [
    language,
    row.split('|').map((word) => word.trim()),
  ]),
)

/** What users do not read, in any spelling. */
const forbidden: Readonly<Record<string, RegExp>> = {
  en: /second factor|\bMFA\b|one-time password|two-factor|\btoken\b/i,
  de: /zweite[nr]? faktor|zweitem faktor|authentifikator|einmalpasswort/i,
  fr: /(second|deuxième) facteur|codes? de récupération|mot de passe à usage unique/i,
  es: /segundo factor|doble factor/i,
  pt: /segundo fator|dois fatores/i,
  it: /secondo fattore|due fattori/i,
  nl: /tweede factor|tweefactor/i,
  ar: /العامل الثاني|عامل ثان|عاملًا ثانيًا/,
  zh: /第二重验证|第二因素|双因素|双重/,
  ja: /第二要素|第2要素|二要素|認証要素|認証器/,
}

/** The texts alone: quoted, without the names of their keys. */
function textsIn(paths: readonly string[]): string {
  const sources = paths.map((path) =>
    read(path).replace(/^ *(\/\*\*|\*|\/\/|import ).*$|^ *'[\w.-]+':/gm, ''),
  )
  return sources.flatMap((source) => source.match(/'[^'\n]*'|`[^`]*`|"[^"\n]*"/g) ?? []).join('\n')
}

test('the glossary has every language, and each word that is forbidden in one of them', () => {
  assert.equal([...glossary.keys()].toSorted(), Object.keys(forbidden).toSorted())
  assert.is(glossary.size, 10)
  assert.match('Your second factor', forbidden.en ?? /$^/)
  assert.not.match('Your two-step verification', forbidden.en ?? /$^/)
})

for (const [language, words] of glossary) {
  const mailAndPages = [`server/locales/${language}.ts`]
  const elements = [`widgets/locales/${language}.ts`, `widgets/locales/${language}-self.ts`]

  test(`mail, pages and elements use the words of the glossary: ${language}`, () => {
    for (const place of [mailAndPages, elements]) {
      const said = textsIn(place)
      const missing = words.filter((word) => !said.toLowerCase().includes(word.toLowerCase()))
      assert.equal(missing, [], place.join())
      assert.equal(said.match(new RegExp(forbidden[language] ?? '', 'gi')) ?? [], [], place.join())
    }
    assert.not.match(textsIn(mailAndPages), '2FA')
  })
}

test.run()
