/**
 * What msgfmt makes of a .po file, so that the build needs no gettext: a .mo file (GNU gettext manual, "The Format of GNU MO
 * Files"), little-endian and without a hash table, which readers do without. Plain messages alone: no contexts, no plurals.
 */
export function compiledCatalogue(po: string): Buffer {
  const messages = [...parseMessages(po)].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const ids = messages.map(([id]) => Buffer.from(id))
  const texts = messages.map(([, text]) => Buffer.from(text))
  const header = 28
  const tables = header + messages.length * 16
  const file = [Buffer.alloc(tables)]
  const [head] = file as [Buffer]
  ;[0x950412de, 0, messages.length, header, header + messages.length * 8, 0, tables].forEach(
    (word, index) => {
      head.writeUInt32LE(word, index * 4)
    },
  )
  let offset = tables
  for (const [index, text] of [...ids, ...texts].entries()) {
    head.writeUInt32LE(text.length, header + index * 8)
    head.writeUInt32LE(offset, header + index * 8 + 4)
    file.push(text, Buffer.alloc(1))
    offset += text.length + 1
  }
  return Buffer.concat(file)
}

/** Message and translation; the empty message is the catalogue's header. Untranslated ones are left out, as msgfmt does. */
export function parseMessages(po: string): Map<string, string> {
  const messages = new Map<string, string>()
  let id: string | null = null
  let text: string | null = null
  const keep = () => {
    if (id !== null && text !== null && text !== '') messages.set(id, text)
    id = null
    text = null
  }
  for (const [index, line] of po.split('\n').entries()) {
    const [, keyword = '', quoted] = /^(msgid |msgstr )?(".*")\s*$/.exec(line) ?? []
    if (quoted === undefined) {
      if (line.trim() !== '' && !line.startsWith('#')) throw new SyntaxError(`line ${index + 1}: ${line}`)
      continue
    }
    // What stands between the quotation marks is a C string, of which JSON has all that is used here.
    const value: string = JSON.parse(quoted)
    if (keyword === 'msgid ') {
      keep()
      id = value
    } else if (keyword === 'msgstr ') text = value
    else if (text !== null) text += value
    else id += value
  }
  keep()
  return messages
}
