import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { errorCodes } from '../../server/http/contract/errors.ts'
import { errors } from '../../server/http/transport/errors.ts'
import { sourceFile } from '../house/source-files.ts'

test('the table of errors in docs/api.md has each code of the contract once, with its status', () => {
  const { text } = sourceFile('docs/api.md')
  const rows = [...text.matchAll(/^\| (\d{3}) \| `([a-z-]+)` \|/gm)].map(
    ([, status, code]) => `${code} ${status}`,
  )
  assert.equal(rows.toSorted(), errorCodes.map((code) => `${code} ${errors[code].status}`).toSorted())
})

test('its example of an error says what the service says', () => {
  const [, json = ''] = /```json\n(.*?)\n```/s.exec(sourceFile('docs/api.md').text) ?? []
  assert.is(JSON.parse(json).error.message, errors.throttled.message)
})

test.run()
