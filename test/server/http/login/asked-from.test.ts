import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { httpWith, password, portalKey, portalOrigin, type Sent, withHttpWorld } from '../http-world.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** The mail with a code that alice asks for, sent like this. */
async function codeMail(
  headers: Record<string, string>,
  bearer: string | null,
  change = {},
): Promise<string> {
  let text = ''
  await withHttpWorld(async ({ addPerson, request, mailed, outbox }) => {
    await addPerson('alice', { email: 'alice@example.org' })
    const sent = (body: object): Sent => ({ body, headers, ...(bearer !== null && { bearer }) })
    const begun = await request('POST', '/api/v1/login', sent({ username: 'alice', password }))
    await request('POST', '/api/v1/login/email-code', sent({ challenge: begun.body.challenge }))
    await mailed(/^ +(\d{8})$/m)
    text = outbox.mails()[0]?.text ?? ''
  }, change)
  return text
}

test('a code that a browser asks for says its address, without port, and its name', async () => {
  const text = await codeMail({ Origin: portalOrigin, 'User-Agent': firefox }, null)
  assert.match(text, /^Time: .+\nDevice: Firefox, Linux\nAddress: 127\.0\.0\.1\nPortal: portal$/m)
})

test('a portal’s server is not taken for the browser of its user', async () => {
  const text = await codeMail({ 'User-Agent': firefox }, portalKey)
  assert.match(text, 'Portal: portal')
  assert.not.match(text, /Firefox|127\.0\.0\.1/)
})

test('an address that a trusted portal’s server reports counts, and one that a browser invents does not', async () => {
  const forwarded = { 'X-Forwarded-For': '203.0.113.9' }
  const trusted = httpWith({ trustedProxies: ['127.0.0.1'] })
  assert.match(await codeMail(forwarded, portalKey, trusted), 'Address: 203.0.113.9')
  const invented = await codeMail({ ...forwarded, Origin: portalOrigin }, null)
  assert.not.match(invented, '203.0.113.9')
})

test.run()
