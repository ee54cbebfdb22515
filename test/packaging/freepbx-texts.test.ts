import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import packageJson from '../../package.json' with { type: 'json' }
import { parseMessages } from '../../packaging/gettext.ts'
import { languages } from '../../server/locales/languages.ts'

const module = fileURLToPath(new URL('../../adapters/freepbx/module/', import.meta.url))
const read = (path: string) => readFileSync(module + path, 'utf8')
const sources = readdirSync(module, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.php'),
)

/** What the module says: the first argument of each `Texts::say`. */
function textsSaid(): Set<string> {
  const calls = sources.flatMap((path) => [
    ...read(path).matchAll(/Texts::say\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"\\$]*)")/g),
  ])
  const all = sources.flatMap((path) => [...read(path).matchAll(/Texts::say\(/g)])
  assert.is(calls.length, all.length, 'every text is written out where it is said')
  return new Set(calls.map(([, single, double]) => (single ?? double ?? '').replaceAll("\\'", "'")))
}

test('the FreePBX module says all of its texts in each language, with the values in place, and no other', () => {
  const said = [...textsSaid()].sort()
  assert.ok(said.length > 30)
  const translated = languages.filter((language) => language !== 'en')
  assert.equal(readdirSync(`${module}i18n`).sort(), [...translated].sort())
  for (const language of translated) {
    const messages = parseMessages(read(`i18n/${language}/LC_MESSAGES/ringlock.po`))
    assert.match(messages.get('') ?? '', `Language: ${language}`)
    messages.delete('')
    assert.equal([...messages.keys()].sort(), said, language)
    for (const [text, translation] of messages)
      assert.equal(translation.match(/%[sd]/g), text.match(/%[sd]/g), `${language}: ${text}`)
  }
})

test('the FreePBX module says the version of the package', () => {
  assert.match(read('module.xml'), `<version>${packageJson.version}</version>`)
  assert.match(read('src/Place.php'), `VERSION = '${packageJson.version}'`)
})

test.run()
