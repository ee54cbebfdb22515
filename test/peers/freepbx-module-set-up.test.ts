import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import * as assert from 'uvu/assert'
import { freePort } from '../free-port.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import {
  asksForCode,
  config,
  enter,
  formOf,
  freepbxSuite,
  isInside,
  logIn,
  logInToUcp,
  sendCode,
  ucpIndex,
} from './freepbx-suite.ts'
import { acceptedLogin, refusal, serveLogins, wrongCode } from './ringlock-double.ts'
import { fixturePassword } from './user-databases.ts'

/** How the module is set up, and what its users and admins are told. */
const setUp = freepbxSuite('FreePBX module: set-up', { locales: ['de_DE', 'ja_JP', 'ar_EG'] })

/** Speaks TLS in front of Ringlock, as it does on another host. */
async function withTls(
  ringlock: string,
  certificates: Certificates,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const [key, cert] = await Promise.all([
    readFile(certificates.key, 'utf8'),
    readFile(certificates.certificate, 'utf8'),
  ])
  const server = createServer({ key, cert }, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const headers = { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' }
    const { method = 'GET' } = request
    const passed = await fetch(ringlock + request.url, {
      method,
      headers,
      ...(method === 'POST' && { body }),
    })
    response.writeHead(passed.status, { 'content-type': 'application/json' }).end(await passed.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`https://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

setUp('a Ringlock on another host, over TLS that is verified', async ({ pbx, ringlock }) => {
  await withTemporaryFolder(async (folder) => {
    const certificates = await makeCertificates(folder)
    await withTls(ringlock.url, certificates, async (url) => {
      const settings = (more: string) => pbx.settle(`url = ${url}\npublic_url = ${ringlock.url}\n${more}`)
      await settings(`ca_file = ${pbx.folder}/ca.pem`)
      assert.is((await logIn(pbx.visitor(), 'alice')).status, 503, 'the authority is not there yet')
      await pbx.share('ca.pem', await readFile(certificates.ca, 'utf8'))
      assert.ok(isInside(await enter(pbx.visitor(), 'alice')))

      await settings('')
      assert.is(
        (await logIn(pbx.visitor(), 'alice')).status,
        503,
        'no authority that the system knows vouches for it',
      )
      await pbx.forgetOutage()
      await pbx.settle(
        `url = http://127.0.0.1:${await freePort()}, ${url}\npublic_url = ${ringlock.url}\nca_file = ${pbx.folder}/ca.pem`,
      )
      assert.ok(
        isInside(await enter(pbx.visitor(), 'alice')),
        'the first address is dead, the second answers',
      )
    })
  })
  await withTemporaryFolder(async (folder) => {
    const elsewhere = await makeCertificates(folder, 'elsewhere.example')
    await withTls(ringlock.url, elsewhere, async (url) => {
      await pbx.share('elsewhere.pem', await readFile(elsewhere.ca, 'utf8'))
      await pbx.settle(`url = ${url}\npublic_url = ${ringlock.url}\nca_file = ${pbx.folder}/elsewhere.pem`)
      assert.is((await logIn(pbx.visitor(), 'alice')).status, 503, "another name's certificate")
      await pbx.forgetOutage()
    })
  })
})

setUp(
  'who has to set up a second factor first does so in the middle of the login',
  async ({ pbx, ringlock }) => {
    ringlock.on('POST /api/v1/login', () =>
      refusal(403, 'enrolment-required', { enrolmentToken: 'setup-token' }),
    )
    ringlock.on('GET /api/v1/me', () => ({ status: 200, body: { user: {} } }))
    const visitor = pbx.visitor()
    const page = await logIn(visitor, 'alice')
    assert.not(asksForCode(page))
    assert.match(page.text, 'Set up your second factor')
    assert.equal((await visitor.get(`${config}?ringlock=/token`)).json, { token: 'setup-token' })
    const { api } = JSON.parse(/id="ringlock-held">(.*?)<\/script>/.exec(page.text)?.[1] ?? '')
    const me = await pbx.visitor().get(`${config}${api}/api/v1/me`, { authorization: 'Bearer setup-token' })
    assert.is(me.status, 200)
    assert.not(isInside(await visitor.get(config)))

    const nonce = ringlock.asked.filter(({ call }) => call === 'POST /api/v1/login').at(-1)?.body.nonce
    const { assertion } = await acceptedLogin(ringlock, { userKey: 'pbx:1', nonce, name: 'alice' })
    assert.is((await visitor.post(config, { assertion })).status, 303)
    assert.ok(isInside(await visitor.get(config)))

    const other = pbx.visitor()
    const again = await logIn(other, 'alice')
    serveLogins(ringlock, { 'pbx:1': 'alice' })
    const code = await other.post(config, { ringlock_form: formOf(again), ringlock_action: 'again' })
    assert.ok(asksForCode(code), 'set up elsewhere meanwhile')
    assert.is((await sendCode(other, code)).status, 303)

    ringlock.on('POST /api/v1/login', () => refusal(403, 'enrolment-required'))
    const closed = await logIn(pbx.visitor(), 'alice')
    assert.match(closed.text, 'Ask an administrator to set it up')
  },
)

setUp(
  'in the grace period the set-up is offered, and put off it lets in; programs are not asked',
  async ({ pbx, ringlock }) => {
    const enrolment = { invited: true, graceEnds: '2030-01-08T12:00:00.000Z' }
    const offer = (more: object) =>
      ringlock.on('POST /api/v1/login', async ({ body: { userKey, nonce } }) => ({
        status: 200,
        body: { ...(await acceptedLogin(ringlock, { userKey, nonce, name: 'alice' })), enrolment, ...more },
      }))
    offer({ enrolmentToken: 'setup-token' })
    for (const [path, inside] of [
      [config, 'FreePBX double: administration of'],
      [ucpIndex, 'UCP double of alice'],
    ] as const) {
      const visitor = pbx.visitor()
      await (path === config ? logIn(visitor, 'alice') : logInToUcp(visitor, 'alice'))
      const page = await visitor.get(path)
      assert.not.match(page.text, inside)
      assert.match(page.text, /From 2030-01-08 \d\d:\d\d on, you need a code to log in\./)
      const { challenge, enrol } = JSON.parse(/id="ringlock-held">(.*?)<\/script>/.exec(page.text)?.[1] ?? '')
      assert.equal([challenge.status, challenge.enrolment, enrol], ['accepted', enrolment, false])
      const foreign = await visitor.post(path, { ringlock_form: 'x', ringlock_action: 'later' })
      assert.not.match(foreign.text, inside)
      const later = await visitor.post(path, { ringlock_form: formOf(page), ringlock_action: 'later' })
      assert.is(later.status, 303, later.text)
      assert.match((await visitor.get(path)).text, inside)
    }

    const byElement = pbx.visitor()
    const page = await logIn(byElement, 'alice')
    const held = JSON.parse(/id="ringlock-held">(.*?)<\/script>/.exec(page.text)?.[1] ?? '')
    const { assertion } = held.challenge
    assert.is((await pbx.visitor().post(config, { assertion })).status, 200, 'of another browser')
    assert.is((await byElement.post(config, { assertion })).status, 303)
    assert.ok(isInside(await byElement.get(config)))

    const program = pbx.visitor()
    const form = { username: 'alice', password: fixturePassword }
    const asked = await program.post(config, form, { 'x-requested-with': 'XMLHttpRequest' })
    assert.is(asked.status, 200)
    assert.ok(isInside(await program.get(config)))

    offer({})
    const notOffered = pbx.visitor()
    await logIn(notOffered, 'alice')
    assert.ok(isInside(await notOffered.get(config)))
  },
)

setUp('the pages speak the language that FreePBX has chosen, from left or right', async ({ pbx }) => {
  for (const [cookie, language, direction, said] of [
    ['de_DE', 'de-DE', 'ltr', 'Dieser Code ist nicht richtig.'],
    ['ja_JP', 'ja-JP', 'ltr', 'コードが正しくありません。'],
    ['ar_EG', 'ar-EG', 'rtl', 'هذا الرمز غير صحيح.'],
    ['xx_XX', 'en', 'ltr', 'That code is not right.'],
  ] as const) {
    const visitor = pbx.visitor()
    visitor.cookies.set('lang', cookie)
    const { text } = await sendCode(visitor, await logIn(visitor, 'alice'), wrongCode)
    assert.match(text, said)
    assert.match(text, `<html lang="${language}" dir="${direction}">`)
  }
})

setUp('doctor names each way in that stays open, and what is not set up', async ({ pbx, ringlock }) => {
  const doctor = async () => (await pbx.fwconsole('ringlock', 'doctor')).stdout
  const usual = await doctor()
  for (const said of [
    /^ok {6}The settings are readable and safe/m,
    /^ok {6}Ringlock answers/m,
    /^ok {6}The portal may ask for the code alone/m,
    /^warning .*disabled, upgraded or missing[\s\S]*fwconsole ringlock anchor/m,
    /^open {4}checkPasswordReminder/m,
    /^open {4}From 127\.0\.0\.1, ajax\.php needs no login/m,
    /^open {4}Provisioning, phones, voicemail PINs and SIP/m,
    /^open {4}Applications of the API/m,
  ])
    assert.match(usual, said)
  assert.is((await pbx.fwconsole('ringlock', 'doctor')).exitCode, 0)

  await pbx.configure({ AMP_ACCESS_DB_CREDS: true, REMOTEUNLOCK: true, AUTHTYPE: 'none' })
  await pbx.settle('api_password = yes')
  await pbx.share('html/admin/modules/xmpp/module.xml', '<module><version>1</version></module>')
  await pbx.sql(`REPLACE INTO modules VALUES ('xmpp', '1', 1)`)
  await pbx.fwconsole('ringlock', 'off')
  const open = await doctor()
  await pbx.fwconsole('ringlock', 'on')
  await pbx.sql(`DELETE FROM modules WHERE modulename = 'xmpp'`)
  for (const said of [
    /^fault {3}Switched off/m,
    /^warning The database's credentials/m,
    /^warning config\.php\?unlock=KEY/m,
    /^warning AUTHTYPE is none/m,
    /^open {4}The module xmpp/m,
    /^open {4}The API takes passwords/m,
  ])
    assert.match(open, said)

  for (const [code, said] of [
    ['unauthenticated', 'does not know the key'],
    ['forbidden', 'maySkipPassword: true'],
  ] as const) {
    ringlock.on('POST /api/v1/login', () => refusal(code === 'forbidden' ? 403 : 401, code))
    assert.match(await doctor(), said)
  }
})

setUp('the command says how to use it, and what the state is', async ({ pbx }) => {
  assert.is((await pbx.fwconsole('ringlock', 'x')).exitCode, 2)
  const { stdout, exitCode } = await pbx.fwconsole('ringlock', 'status')
  assert.equal([exitCode, stdout], [0, 'On: a second factor is asked for.\nThe anchor is not set.\n'])
})

setUp.run()
