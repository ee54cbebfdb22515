import { createHmac } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import packageJson from '../../package.json' with { type: 'json' }
import { withTemporaryFolder } from '../temporary-folder.ts'
import { makeCertificates } from './certificates.ts'
import type { FreepbxDouble } from './freepbx-double.ts'
import { config, freepbxSuite } from './freepbx-suite.ts'
import { askOf, gateOf } from './module-questions.ts'
import { portal, portalKey } from './ringlock-double.ts'
import { startTlsFront } from './tls-front.ts'

const probes = freepbxSuite('FreePBX module: what it reports')

const questionTo = ({ url }: Pick<FreepbxDouble, 'url'>) => ({ portal, key: portalKey, url: url + config })

probes('the gate in force, by a clock that is ours, with the ways in that are open', async ({ pbx }) => {
  const { report, clockOffset } = await askOf(questionTo(pbx))
  if ('reason' in report) throw new Error(report.detail)
  const { host, version, gate, bypassedUntil, openWays } = report
  assert.equal(
    { host, version, gate, bypassedUntil },
    { host: 'freepbx', version: packageJson.version, gate: 'on', bypassedUntil: null },
  )
  assert.ok(Math.abs(clockOffset ?? Number.NaN) < 5000, String(clockOffset))
  assert.equal(openWays, [
    {
      what: 'While this module is disabled, upgraded or missing, passwords alone let in.',
      remedy: 'fwconsole ringlock anchor',
    },
  ])
  await pbx.fwconsole('ringlock', 'anchor')
  await pbx.share('html/admin/modules/xmpp/module.xml', '<module><version>17</version></module>')
  await pbx.sql("INSERT INTO modules VALUES ('xmpp', '17', 1)")
  await pbx.settle('api_password = yes')
  const more = await askOf(questionTo(pbx))
  assert.equal('reason' in more.report ? null : more.report.openWays?.map(({ what }) => what), [
    'The module xmpp has a login of its own that asks for no code.',
    'The API takes passwords without a code: api_password is on.',
  ])
  await pbx.sql("DELETE FROM modules WHERE modulename = 'xmpp'")
  await pbx.fwconsole('ringlock', 'anchor', 'remove')
})

probes(
  'a bypass with its end; no module where it is disabled, and a gate where the anchor holds it',
  async ({ pbx }) => {
    await pbx.fwconsole('ringlock', 'off')
    const { report } = await askOf(questionTo(pbx))
    if ('reason' in report) throw new Error(report.detail)
    assert.is(report.gate, 'bypassed')
    const left = (report.bypassedUntil ?? 0) - Date.now()
    assert.ok(left > 3_500_000 && left <= 3_600_000, String(left))
    await pbx.fwconsole('ringlock', 'on')
    assert.is(await gateOf(questionTo(pbx)), 'on')

    const enable = (enabled: 0 | 1) =>
      pbx.sql(`UPDATE modules SET enabled = ${enabled} WHERE modulename = 'ringlock'`)
    await pbx.fwconsole('ringlock', 'anchor')
    await enable(0)
    assert.is(await gateOf(questionTo(pbx)), 'on')
    await enable(1)
    await pbx.fwconsole('ringlock', 'anchor', 'remove')
    await enable(0)
    assert.is(await gateOf(questionTo(pbx)), 'no-module')
    await enable(1)
  },
)

probes('another key, another portal, and settings that cannot be read', async ({ pbx }) => {
  const question = questionTo(pbx)
  // Without the key no report is given at all: the module tells strangers on or off.
  assert.is(await gateOf({ ...question, key: 'another key of these tests' }), 'no-module')
  assert.is(await gateOf({ ...question, portal: 'another' }), 'other-portal')
  await pbx.settle('', 0o644)
  assert.is(await gateOf(question), 'no-module')
})

probes(
  'an answer of before, played back, is not believed, and strangers are told of no open way',
  async ({ pbx }) => {
    const nonce = 'n'.repeat(43)
    const mac = createHmac('sha256', portalKey).update(`ringlock-probe-question\n${nonce}`).digest('hex')
    const page = `${pbx.url}${config}?ringlock_probe=${nonce}`
    const earlier = await (await fetch(page, { headers: { 'Ringlock-Probe': mac } })).text()
    const server = createServer((_, response) => response.end(earlier))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const replay = {
      portal,
      key: portalKey,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    }
    assert.is(await gateOf(replay), 'forged')
    assert.is((await askOf(replay, nonce)).refusal, null, 'it answers that one question alone')
    await new Promise((resolve) => server.close(resolve))

    for (const header of [undefined, 'x', mac.replace(/^./, (first) => (first === '0' ? '1' : '0'))]) {
      const headers = header === undefined ? {} : { 'Ringlock-Probe': header }
      const said = JSON.parse(await (await fetch(page, { headers })).text())
      assert.equal(Object.keys(said).sort(), ['host', 'mac', 'nonce', 'state', 'version'])
    }
  },
)

probes('over TLS the certificate has to be of a trusted authority, and for the host', ({ pbx }) =>
  withTemporaryFolder(async (folder) => {
    const front = await startTlsFront(pbx.url, folder)
    await mkdir(join(folder, 'other'))
    const other = await makeCertificates(join(folder, 'other'))
    const question = { ...questionTo({ url: front.url }), ca: front.certificates.ca }
    const without = { ...questionTo({ url: front.url }) }
    const detailOf = async (asked: typeof without) => {
      const { report } = await askOf(asked)
      return 'reason' in report ? `${report.reason}: ${report.detail}` : report.gate
    }
    try {
      assert.is(await detailOf(question), 'on')
      assert.match(await detailOf(without), /^silent: .*(issuer|self-signed|unable to verify)/)
      assert.match(await detailOf({ ...question, ca: other.ca } as typeof without), /^silent: /)
      const elsewhere = { ...question, url: question.url.replace('localhost', '127.0.0.2') }
      assert.match(await detailOf(elsewhere), /^silent: /)
    } finally {
      await front.stop()
    }
  }),
)

probes.run()
