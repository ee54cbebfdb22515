import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTotpSecret } from '../../../server/login/totp.ts'
import { saysCode } from '../../says-code.ts'
import { startMailServer } from '../mail/mail-server.ts'
import { codeOf, type HttpWorld, password, portalKey, withHttpWorld } from './http-world.ts'

/** Sees each mail, and has it sent again later: so it stays on the disk. */
async function startGreylistingServer() {
  const seen: string[] = []
  const server = await startMailServer({
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        // Quoted-printable, as far as it matters here.
        seen.push(Buffer.concat(chunks).toString().replace(/=\r\n/g, '').replaceAll('=3D', '='))
        done(Object.assign(new Error('4.2.0 come back later'), { responseCode: 451 }))
      })
    },
  })
  async function mailed(pattern: RegExp): Promise<string> {
    for (const tooLate = Date.now() + 60_000; Date.now() < tooLate; ) {
      const found = seen.flatMap((mail) => pattern.exec(mail)?.[1] ?? [])[0]
      if (found !== undefined) return found
      await new Promise((later) => setImmediate(later))
    }
    throw new Error(`no mail says ${pattern}`)
  }
  return { port: server.port, mailed, close: server.close }
}

/** Every file below the data folder by its path, and what is told without a file. */
async function everythingTold({ service, logged, request }: HttpWorld): Promise<Map<string, string>> {
  const { dataDir } = service.config
  const told = new Map<string, string>()
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) told.set(path.slice(dataDir.length + 1), await readFile(path, 'latin1'))
  }
  told.set('log', logged())
  told.set('metrics', (await request('GET', '/metrics')).text)
  return told
}

test('nothing of a whole life lies about: on the disk, in the audit log, the log or the metrics', async () => {
  const mail = await startGreylistingServer()
  await withHttpWorld(
    async (world) => {
      const { call, request, addPerson, tokenFor } = world
      await addPerson('root', { role: 'superadmin', enrolled: false })
      const { userKey } = await addPerson('bob', { email: 'bob@example.org', enrolled: false })
      const rootToken = await tokenFor('root')
      const invited = await call('POST', `/users/${userKey}/enrolment-mail`, { bearer: rootToken, body: {} })
      assert.is(invited.status, 202)
      const enrolmentToken = await mail.mailed(/\/enrol\?token=([\w-]{43})/)

      const opened = await call('POST', '/enrolment-links', { body: { token: enrolmentToken, password } })
      const bearer = opened.body.token
      const offer = await request('POST', '/api/v1/me/authenticators', { bearer, body: { kind: 'app' } })
      const { id, totpSecret } = offer.body
      const enrolCode = codeOf(totpSecret)
      const confirm = `/api/v1/me/authenticators/${id}/confirm`
      const confirmed = await request('POST', confirm, { bearer, body: { codes: [enrolCode] } })
      const { recoveryCodes } = confirmed.body
      assert.is(recoveryCodes.length, 10)

      const begin = async () =>
        (await call('POST', '/login', { body: { username: 'bob', password } })).body.challenge
      const challenge = await begin()
      const loginCode = codeOf(totpSecret, 1)
      const accepted = await call('POST', '/login/challenge', {
        body: { challenge, factor: 'totp', code: loginCode, trustDevice: true },
      })
      assert.is(accepted.status, 200)
      const cookie = accepted.headers.get('Set-Cookie')?.split(';')[0] ?? ''
      const trusted = await call('POST', '/login', {
        body: { username: 'bob', password },
        headers: { Cookie: cookie },
      })
      assert.equal(trusted.body.factors, ['password', 'trusted-device'])

      const second = await begin()
      await call('POST', '/login/email-code', { body: { challenge: second } })
      const mailedCode = await mail.mailed(/^ +(\d{8})\r?$/m)
      const byRecovery = { challenge: second, factor: 'recovery-code', code: recoveryCodes[0] }
      assert.is((await call('POST', '/login/challenge', { body: byRecovery })).status, 200)
      const third = await begin()
      await call('POST', '/login/reset', { body: { challenge: third } })
      const resetToken = await mail.mailed(/\/reset\?token=([\w-]{43})/)

      const bytes = Buffer.from(parseTotpSecret(totpSecret) ?? [])
      const cookies = [cookie, trusted.headers.get('Set-Cookie')?.split(';')[0] ?? '']
      const secrets = {
        password,
        'password in JSON': JSON.stringify(password).slice(1, -1),
        portalKey,
        totpSecret,
        'totpSecret in hex': bytes.toString('hex'),
        'totpSecret in base64': bytes.toString('base64').slice(0, 26),
        'totpSecret in bytes': bytes.toString('latin1'),
        enrolmentToken,
        resetToken,
        bearer,
        rootToken,
        assertion: accepted.body.assertion,
        ...Object.fromEntries(recoveryCodes.map((code: string, i: number) => [`recovery code ${i}`, code])),
        ...Object.fromEntries(cookies.map((each, i) => [`cookie ${i}`, each.split('.')[1] ?? ''])),
      }
      const codes = { enrolCode, loginCode, mailedCode }

      const told = await everythingTold(world)
      const spooled = [...told.keys()].filter((path) => path.startsWith('mail/'))
      assert.ok(spooled.length >= 3, 'mail that waits is looked at, too')
      assert.ok(told.get('enrolments.json')?.includes(id))
      assert.ok(told.get('audit.jsonl')?.includes(userKey))
      assert.ok(told.get('log')?.includes('/api/v1/login/challenge'))
      for (const [where, text] of told) {
        for (const [what, secret] of Object.entries(secrets)) {
          assert.ok(secret.length >= 11 || what === 'password', `${what}: ${secret}`)
          assert.not.ok(text.includes(secret), `${what} in ${where}`)
          assert.not.ok(text.includes(secret.replaceAll('-', '')) && what.startsWith('recovery'), what)
        }
        for (const [what, code] of Object.entries(codes)) {
          assert.not.ok(saysCode(text, code), `${what} in ${where}`)
        }
      }
    },
    { mail: { smtp: { port: mail.port } } },
    'sent',
  )
  await mail.close()
})

test.run()
