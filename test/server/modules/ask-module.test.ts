import { createHmac } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { askModule, probedPortals } from '../../../server/modules/ask-module.ts'
import { questionMac, readReport } from '../../../server/modules/module-report.ts'
import { freePort } from '../../free-port.ts'
import { answerTo, portal, probed, report, withPbx } from './module-double.ts'

const clock = () => report.time
const nonce = 'n'.repeat(43)
const question = { portal: portal.name, key: portal.key, nonce }
const reasonOf = (body: string) => {
  const read = readReport(body, question)
  return 'reason' in read ? read.reason : read.gate
}

test("a module's report is believed, and the question proves who asks", () =>
  withPbx(
    ({ path, nonce, headers }, response) => {
      const mac = createHmac('sha256', portal.key).update(`ringlock-probe-question\n${nonce}`).digest('hex')
      const isRinglocks = headers['ringlock-probe'] === mac && /^[\w-]{43}$/.test(nonce)
      response.end(
        isRinglocks && path === '/admin/config.php' ? answerTo(nonce, { time: report.time + 4000 }) : '',
      )
    },
    async (asked) => {
      const standing = await askModule(asked, { clock })
      assert.equal(standing, {
        portal: 'freepbx',
        url: asked.probe.url,
        report: {
          ...{ host: 'freepbx', version: '0.1.0', gate: 'on', bypassedUntil: null },
          ...{ time: report.time + 4000, openWays: [] },
        },
        clockOffset: 4000,
      })
    },
  ))

test('a gate that is off or bypassed, and ways in that are open, are reported', () => {
  const open = [{ text: 'The module\u001b[31m xmpp\nhas a login.', do: 'Disable it.' }]
  const until = 1_700_003_600
  assert.equal(readReport(answerTo(nonce, { gate: 'bypassed', until, open }), question), {
    ...{
      host: 'freepbx',
      version: '0.1.0',
      gate: 'bypassed',
      bypassedUntil: until * 1000,
      time: report.time,
    },
    openWays: [{ what: 'The module [31m xmpp has a login.', remedy: 'Disable it.' }],
  })
  assert.is(reasonOf(answerTo(nonce, { gate: 'off' })), 'off')
  const unlisted = readReport(answerTo(nonce, { open: null }), question)
  assert.is('reason' in unlisted ? unlisted.reason : unlisted.openWays, null)
})

test('another key, another question, another portal and an altered report are not believed', () => {
  assert.is(reasonOf(answerTo(nonce)), 'on')
  assert.is(reasonOf(answerTo(nonce, {}, 'another key')), 'forged')
  assert.is(reasonOf(answerTo(`${nonce.slice(1)}m`)), 'forged', 'an earlier answer, played back')
  assert.is(reasonOf(answerTo(nonce, { portal: 'fusionpbx' })), 'other-portal')
  const off = JSON.parse(answerTo(nonce, { gate: 'off' }))
  const altered = { ...off, report: off.report.replace('"off"', '"on"') }
  assert.is(reasonOf(JSON.stringify(altered)), 'forged')
  const { reportMac } = JSON.parse(answerTo(nonce))
  assert.is(reasonOf(JSON.stringify({ ...off, reportMac })), 'forged')
  // What strangers are told: it has a proof, but not one of what Ringlock asks.
  const lines = ['ringlock-probe', 'freepbx', '0.1.0', 'on', nonce].join('\n')
  const mac = createHmac('sha256', portal.key).update(lines).digest('hex')
  const stranger = { host: 'freepbx', version: '0.1.0', state: 'on', nonce, mac }
  assert.is(reasonOf(JSON.stringify(stranger)), 'no-module')
  assert.is(
    reasonOf(JSON.stringify({ ...stranger, report: JSON.stringify(report), reportMac: mac })),
    'forged',
  )
})

test('the question is not an answer, nor the other way round', () => {
  const asked = questionMac(question)
  const echoed = { report: JSON.stringify(report), reportMac: asked }
  assert.is(reasonOf(JSON.stringify(echoed)), 'forged')
})

test('what is no report is none', () => {
  for (const body of ['', '<html>login</html>', '{}', '[]', 'null', '{"report":{},"reportMac":"x"}'])
    assert.is(reasonOf(body), 'no-module', body)
  for (const said of [
    { gate: 'perhaps' },
    { version: 'a b' },
    { time: '1' },
    { open: [{ text: 1 }] },
    { host: 'x' },
  ])
    assert.is(reasonOf(answerTo(nonce, said)), 'no-module', JSON.stringify(said))
})

test('redirects are not followed, and errors, silence and floods end the question', async () => {
  const after = async (respond: Parameters<typeof withPbx>[0], patience = 5000) => {
    let told = ''
    await withPbx(respond, async (asked) => {
      const { report, clockOffset } = await askModule(asked, { clock, patience })
      told = 'reason' in report ? `${report.reason}: ${report.detail}` : report.gate
      assert.is(clockOffset, null)
    })
    return told
  }
  const asked: string[] = []
  const redirected = await after(({ path, nonce }, response) => {
    asked.push(path)
    if (path === '/admin/config.php') response.writeHead(302, { Location: '/other' }).end()
    else response.end(answerTo(nonce))
  })
  assert.equal([redirected, asked], ['no-module: the answer has the status 302', ['/admin/config.php']])
  assert.match(await after((_, response) => response.writeHead(500).end('{}')), /^no-module: .*500$/)
  assert.match(await after(() => {}, 50), /^silent: no answer within 0.05 seconds$/)
  assert.match(
    await after((_, response) => void response.write('{'), 200),
    /^silent: no answer within 0.2 seconds$/,
  )
  assert.match(
    await after((_, response) => response.end('x'.repeat(70_000))),
    /^silent: the answer is longer/,
  )
  const nowhere = await askModule(probed(`http://127.0.0.1:${await freePort()}/`), { clock })
  assert.match('reason' in nowhere.report ? nowhere.report.detail : '', /ECONNREFUSED/)
  const noFile = {
    ...probed('https://127.0.0.1:1/'),
    probe: { url: 'https://127.0.0.1:1/', ca: { path: '/none', at: place } },
  }
  const { report: unread } = await askModule(noFile, { clock })
  assert.match('reason' in unread ? unread.detail : '', /ENOENT.*\/none/)
})

const place = { file: 'ringlock.yaml', line: 1, column: 1, path: 'http' }

test('only portals with a probe are asked', () => {
  const { probe: _, ...without } = probed('http://127.0.0.1:1/')
  assert.equal(probedPortals([without, probed('http://127.0.0.1:1/')]).length, 1)
})

test.run()
