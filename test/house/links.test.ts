import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { anchorsOf, brokenLinks } from './links.ts'

const other = { path: 'docs/mail.md', text: '# Mail\n\n## Your own `texts`\n\n```sh\n# no heading\n```\n' }
const broken = (text: string, path = 'README.md') => {
  const page = { path, text }
  return brokenLinks(page, [page, other], ['README.md', 'docs/mail.md', 'docs/login.png', 'server/main.ts'])
}

test('links to files, folders, headings, pictures and other sites are good', () => {
  assert.equal(
    broken('[a](docs/mail.md) [b](docs/mail.md#your-own-texts) [c](server) ![d](docs/login.png)'),
    [],
  )
  assert.equal(broken('# Here\n[a](#here) [b](https://example.org/nothing#x) [c](mailto:a@example.org)'), [])
  assert.equal(broken('[a](../README.md) [b](mail.md#mail)', 'docs/x.md'), [])
})

test('links to what is not there are told', () => {
  assert.equal(broken('[a](docs/male.md) [b](docs/mail.md#texts) [c](#there)'), [
    'README.md: docs/male.md',
    'README.md: docs/mail.md#texts',
    'README.md: #there',
  ])
  assert.equal(broken('[a](docs/mail.md)', 'docs/x.md'), ['docs/x.md: docs/mail.md'])
  assert.equal(broken('[a](docs/mail.md#no-heading)'), ['README.md: docs/mail.md#no-heading'])
})

test('what stands in code is no link', () => {
  assert.equal(broken('`[a](docs/male.md)`\n\n```html\n[a](docs/male.md)\n```\n'), [])
})

test('headings that come again are numbered', () => {
  assert.equal(
    [...anchorsOf('# A, and b: c?\n## Set it up\n## Set it up\n')],
    ['a-and-b-c', 'set-it-up', 'set-it-up-1'],
  )
})

test.run()
