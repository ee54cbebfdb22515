import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compiledCatalogue, parseMessages } from '../../packaging/gettext.ts'

const po = `# a comment
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Log in"
msgstr "Anmelden"

msgid ""
"A message on "
"two lines"
msgstr "Über "
"zwei Zeilen"

msgid "Not translated"
msgstr ""
`

test('a catalogue becomes what gettext reads: sorted, and without what is not translated', () => {
  const file = compiledCatalogue(po)
  const [magic, revision, count = 0, ids = 0, texts = 0] = [0, 4, 8, 12, 16].map((at) =>
    file.readUInt32LE(at),
  )
  assert.equal([magic, revision, count], [0x950412de, 0, 3])
  const read = (table: number, index: number) => {
    const [length, offset] = [file.readUInt32LE(table + index * 8), file.readUInt32LE(table + index * 8 + 4)]
    assert.is(file[offset + length], 0, 'a zero ends each text')
    return file.subarray(offset, offset + length).toString()
  }
  const messages = Array.from({ length: count }, (_, index) => [read(ids, index), read(texts, index)])
  assert.equal(messages, [
    ['', 'Content-Type: text/plain; charset=UTF-8\n'],
    ['A message on two lines', 'Über zwei Zeilen'],
    ['Log in', 'Anmelden'],
  ])
})

test('what is no message is a fault with its line', () => {
  assert.throws(() => parseMessages('msgid "a"\nmsgstr "b"\nmsgctxt "c"\n'), /line 3/)
})

test.run()
