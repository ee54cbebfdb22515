import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { budgets, buildAlone, buildLocales, buildSingle, kilobytes } from '../../../widgets/build/bundles.ts'

/** Of another file; `import(...)` of a language is none. */
const importStatement = /(^|;)import[\s{*"'`\w]/

test('the login alone stays inside its budget, Lit and all', async () => {
  const files = await buildAlone('login')
  assert.is(files.size, 1)
  const [text = ''] = files.values()
  assert.ok(text.includes('reactiveElementVersions') && text.includes('litHtmlVersions'), 'Lit is in it')
  assert.ok(kilobytes(text) <= budgets.login, `${kilobytes(text)} kB`)
})

for (const format of ['es', 'iife'] as const) {
  test(`everything in one ${format} file stays inside its budget`, async () => {
    const [[name, text] = ['', '']] = await buildSingle(format)
    assert.ok(name === 'ringlock.js' || name === 'ringlock.iife.js')
    assert.ok(kilobytes(text) <= budgets[name], `${kilobytes(text)} kB`)
    assert.not.match(text, importStatement)
    assert.is(text.includes('import.meta'), format === 'es')
  })
}

test('a space between a class and a value stays: without it the first box of a code could not be seen', async () => {
  const [text = ''] = (await buildAlone('login')).values()
  assert.match(text, 'class="ringlock-box ${')
})

test('the languages are files of their own, which need no other', async () => {
  const files = await buildLocales()
  assert.equal(
    [...files.keys()].sort(),
    'ar de en es fr it ja nl pt zh'
      .split(' ')
      .flatMap((code) => [`locales/${code}-self.js`, `locales/${code}.js`]),
  )
  for (const [name, text] of files) assert.not.match(text, importStatement, name)
})

test.run()
