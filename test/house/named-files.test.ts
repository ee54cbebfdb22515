import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { missingFiles } from './named-files.ts'

const files = ['server/main.ts', 'server/radius/packet.ts', 'docs/mail.md', 'README.md']
const missing = (text: string, readme = 'server/README.md') => missingFiles(readme, text, files)

test('what is there is named from the README on, from the project on, or in short', () => {
  assert.equal(
    missing('`main.ts`, `server/main.ts`, `packet.ts`, `radius/`, `radius/packet.ts`, `docs/mail.md`'),
    [],
  )
  assert.equal(missing('```\nradius/packet.ts   strict framing\n  main.ts\n```'), [])
})

test('what is not there is told', () => {
  assert.equal(missing('`main.ts` and `maim.ts`, `acket.ts`, `adius/`'), ['maim.ts', 'acket.ts', 'adius/'])
  assert.equal(missing('```\nradius/packets.ts   strict framing\n  http/\n```'), [
    'radius/packets.ts',
    'http/',
  ])
  assert.equal(missing('`mail.md`', 'README.md'), [])
  assert.equal(missing('`docs/post.md`', 'README.md'), ['docs/post.md'])
})

test('what is no path, or stands for any name, is passed over', () => {
  assert.equal(
    missing('`NAME/kind.ts`, `LANGUAGE-self.ts`, `passwords/NAME.ts`, `a / b`, `user add`, `null`'),
    [],
  )
})

test.run()
