import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../../../server/cli/doctor/finding.ts'
import { checkMail } from '../../../../server/cli/doctor/mail.ts'
import { loadConfig } from '../../../../server/config/load-config.ts'
import { freePort } from '../../../free-port.ts'
import { withTemporaryFolder } from '../../../temporary-folder.ts'
import { oneClient } from '../../config/folder.ts'
import { startMailServer } from '../../mail/mail-server.ts'

const now = 1_700_000_000_000
const minute = 60_000
const withHttp = 'http: {}\n'

/** `level: message` of each finding. */
async function found(yaml: string, prepare: (folder: string) => Promise<unknown> = async () => {}) {
  return withTemporaryFolder(async (folder) => {
    await prepare(folder)
    const file = join(folder, 'ringlock.yaml')
    await writeFile(file, `${yaml}\n${oneClient}`)
    return (await checkMail(await loadConfig(file, { env: {} }), now)).map(textOf)
  })
}

const textOf = ({ level, message }: Finding) => `${level}: ${message}`

test('no mail is well where nothing is promised by mail', async () => {
  assert.equal(await found(''), ['ok: not configured, none is sent'])
  const [promised] = await found(`${withHttp}policy: { secondFactor: required }`)
  assert.match(promised ?? '', /^warning: .* without mail users are not told/)
})

test('a mail server that answers is well, and is sent nothing', async () => {
  const server = await startMailServer()
  const yaml = `${withHttp}mail: { smtp: { port: ${server.port} } }`
  assert.equal(await found(yaml), [`ok: 127.0.0.1:${server.port} (not encrypted) talks to us`])
  assert.equal(server.mails, [])
  await server.close()
})

test('a mail server that is down, or lets us not in, is a fault with its own words', async () => {
  const port = await freePort()
  const [down] = await found(`${withHttp}mail: { smtp: { port: ${port} } }`)
  assert.match(
    down ?? '',
    /^fault: 127\.0\.0\.1:\d+ \(not encrypted\) does not take our mail: .*ECONNREFUSED/,
  )
  const server = await startMailServer({
    allowInsecureAuth: true,
    onAuth: (_, __, done) => done(new Error('Go away')),
  })
  const smtp = `{ port: ${server.port}, user: me, password: hush }`
  const [refused] = await found(`${withHttp}mail: { smtp: ${smtp} }`)
  assert.match(refused ?? '', /^fault: .* does not take our mail: 535 Go away/)
  await server.close()
})

test('mail that waits is counted, and for long is a warning', async () => {
  const server = await startMailServer()
  const yaml = `${withHttp}mail: { smtp: { port: ${server.port} } }`
  const spooled = (age: number) => async (folder: string) => {
    await mkdir(join(folder, 'data/mail'), { recursive: true })
    const id = '00000000-0000-4000-8000-000000000000'
    await writeFile(join(folder, 'data/mail', `${now - age}-${id}.mail`), '')
    await writeFile(join(folder, 'data/mail', 'other'), '')
  }
  assert.equal((await found(yaml, spooled(minute)))[1], 'ok: 1 in the queue, the oldest for 60 seconds')
  assert.match((await found(yaml, spooled(11 * minute)))[1] ?? '', /^warning: 1 in the queue/)
  await server.close()
})

test('faults of templates are told one by one, and a mail server abroad without encryption is a warning', async () => {
  const yaml = `${withHttp}mail: { templates: texts, smtp: { host: mail.example.test } }`
  const findings = await found(yaml, async (folder) => {
    await mkdir(join(folder, 'texts'))
    await writeFile(join(folder, 'texts/reset-link.txt'), '{{lnk}}')
  })
  assert.is(findings.filter((finding) => finding.startsWith('fault: ')).length, 2)
  assert.match(findings[2] ?? '', /^warning: codes and links go to mail\.example\.test unencrypted/)
})

test.run()
