import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { customElementsManifest, documentElements, type ElementDoc } from '../../../widgets/build/manifest.ts'
import { sourceFiles } from '../../house/source-files.ts'

const elements = documentElements()
const login = elements.find(({ tagName }) => tagName === 'ringlock-login') as ElementDoc

test('the manifest says what the login offers, its base included', () => {
  assert.is(login.className, 'RinglockLogin')
  assert.match(login.description, /^Logs a user in: name and password, then a code/)
  assert.equal(
    login.properties.map(({ name, attribute, type, default: initial }) => [name, attribute, type, initial]),
    [
      ['api', 'api', 'string', "''"],
      ['challenge', 'challenge', 'object | null', 'null'],
      ['loginNonce', 'login-nonce', 'string', "''"],
      ['returnUrl', 'return-url', 'string', "''"],
      ['theme', 'theme', "'light' | 'dark' | null", 'null'],
    ],
  )
  assert.equal(
    login.events.map(({ name, type }) => [name, type]),
    [
      ['ringlock-login', 'RinglockLoginEvent'],
      ['ringlock-enrolment-required', 'RinglockEnrolmentRequiredEvent'],
      ['ringlock-start-over', 'RinglockStartOverEvent'],
    ],
  )
  assert.ok(JSON.stringify(customElementsManifest(elements)).includes('"tagName":"ringlock-login"'))
})

test('everything that is offered is described', () => {
  for (const { tagName, description, properties, events, cssParts, cssProperties, slots } of elements) {
    assert.is.not(description, '', tagName)
    for (const each of [...properties, ...events, ...cssParts, ...cssProperties, ...slots]) {
      assert.ok(each.name !== '' && each.description !== '', `${tagName} ${JSON.stringify(each)}`)
    }
  }
})

test('every event that an element dispatches stands in its docstring', () => {
  for (const { tagName, events } of elements) {
    const name = tagName.slice('ringlock-'.length)
    const sources = sourceFiles(`widgets/${name}`).map(({ text }) => text)
    for (const [, type = ''] of sources.join('').matchAll(/dispatchEvent\(\s*new (\w+)/g)) {
      assert.ok(
        events.some((event) => event.type === type),
        `${tagName}: ${type}`,
      )
    }
  }
})

test('every custom property of the theme is documented, and none beside', () => {
  const theme = readFileSync(new URL('../../../widgets/theme.ts', import.meta.url), 'utf8')
  const used = new Set([...theme.matchAll(/var\((--ringlock-[\w-]+)/g)].map(([, name]) => name))
  assert.equal(login.cssProperties.map(({ name }) => name).sort(), [...used].sort())
})

test.run()
