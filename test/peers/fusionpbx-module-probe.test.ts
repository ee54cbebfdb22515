import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import packageJson from '../../package.json' with { type: 'json' }
import type { Finding } from '../../server/cli/doctor/finding.ts'
import { freePort } from '../free-port.ts'
import { once } from '../once.ts'
import { domains, domainUuid } from './fusionpbx-database.ts'
import { type FusionpbxSite, siteNeeds, startFusionpbx } from './fusionpbx-site.ts'
import { askOf, gateOf, type Question } from './module-questions.ts'
import { peerSuites } from './peers.ts'
import { untilAnswering } from './portal-site.ts'
import { run, startServer } from './processes.ts'
import { program } from './ringlock.ts'

peerSuites('the FusionPBX module: what it reports', siteNeeds, () => {
  let site: FusionpbxSite
  test.before.each(
    once(async () => {
      site = await startFusionpbx()
    }),
  )
  test.after(() => site?.stop())
  test.before.each(async () => {
    await site.configure('master')
    await site.sql(`DELETE FROM v_domain_settings;
      UPDATE v_default_settings SET default_setting_enabled = true;
      UPDATE v_default_settings SET default_setting_value = 'false' WHERE default_setting_subcategory = 'remember_me';`)
  })
  const page = () => `${site.url}/app/ringlock/probe.php`
  const question = (): Question => ({ portal: 'fusionpbx', key: site.portalKey, url: page() })
  const openWays = async () => {
    const { report } = await askOf(question())
    if ('reason' in report) throw new Error(report.detail)
    return report.openWays?.map(({ what }) => what)
  }

  test('the gate in force, with nothing open', async () => {
    const { report, clockOffset } = await askOf(question())
    if ('reason' in report) throw new Error(report.detail)
    const { time: _, ...said } = report
    const expected = { host: 'fusionpbx', version: packageJson.version, gate: 'on' }
    assert.equal(said, { ...expected, bypassedUntil: null, openWays: [] })
    assert.ok(Math.abs(clockOffset ?? Number.NaN) < 5000, String(clockOffset))
  })

  test('a bypass with its end, and a method that is switched off', async () => {
    await writeFile(site.bypassFile, '')
    const { report } = await askOf(question())
    if ('reason' in report) throw new Error(report.detail)
    assert.is(report.gate, 'bypassed')
    const left = (report.bypassedUntil ?? 0) - Date.now()
    assert.ok(left > 3_500_000 && left <= 3_600_000, String(left))
    await rm(site.bypassFile)
    assert.is(await gateOf(question()), 'on')
    await site.sql(
      "UPDATE v_default_settings SET default_setting_enabled = false WHERE default_setting_value = 'ringlock'",
    )
    assert.is(await gateOf(question()), 'off')
  })

  test('domains without the method, remember-me and API keys are open ways', async () => {
    const [first] = domains
    await site.sql(`INSERT INTO v_domain_settings (domain_uuid, domain_setting_category, domain_setting_subcategory,
        domain_setting_name, domain_setting_value, domain_setting_order, domain_setting_enabled)
      VALUES ('${domainUuid(first)}', 'authentication', 'methods', 'array', 'database', 10, true);
      UPDATE v_default_settings SET default_setting_value = 'true' WHERE default_setting_subcategory = 'remember_me';
      UPDATE v_users SET api_key = repeat('k', 36) WHERE username = 'keyed'`)
    await site.addUser({ name: 'keyed' })
    await site.sql("UPDATE v_users SET api_key = repeat('k', 36) WHERE username = 'keyed'")
    const ways = [
      `Domains whose own authentication/methods leave ringlock out: ${first}.`,
      'Remember-me lets in for seven days by its cookie alone in every domain.',
    ]
    assert.equal(await openWays(), ways)
    assert.is(await gateOf(question()), 'on', 'it is in force for the others')
    await site.configure('master', { api_key: 'allow' })
    assert.equal(await openWays(), [
      ...ways,
      'API keys let in without password and code; users who have one: 1.',
    ])
  })

  test('another key, another portal and another page are not believed', async () => {
    assert.is(await gateOf({ ...question(), key: 'another key of these tests' }), 'no-module')
    assert.is(await gateOf({ ...question(), portal: 'another' }), 'other-portal')
    assert.is(await gateOf({ ...question(), url: `${site.url}/login.php` }), 'no-module')
    await writeFile(site.settingsFile, 'no [ini')
    assert.is(await gateOf(question()), 'no-module')
  })

  test('doctor and /metrics tell it', async () => {
    const configured = JSON.parse(await readFile(join(site.folder, 'ringlock.yaml'), 'utf8'))
    const port = await freePort()
    configured.dataDir = './watching'
    configured.http.listen = `127.0.0.1:${port}`
    configured.http.portals[0].probe = { url: page() }
    const file = join(site.folder, 'watching.yaml')
    await writeFile(file, JSON.stringify(configured), { mode: 0o600 })
    const told = async () => {
      const { stdout } = await run(process.execPath, [program, 'doctor', '--json', '--config', file])
      const findings: Finding[] = JSON.parse(stdout)
      return findings
        .filter(({ check }) => check === 'modules')
        .map(({ level, message }) => `${level} ${message}`)
    }
    assert.equal(await told(), [`ok fusionpbx: FusionPBX asks for the code (module ${packageJson.version})`])
    await writeFile(site.bypassFile, '')
    assert.match((await told()).join('\n'), /^fault fusionpbx: FusionPBX lets in with passwords alone until /)

    const server = await startServer(process.execPath, [program, 'serve', '--config', file])
    const url = `http://127.0.0.1:${port}`
    try {
      await untilAnswering(url)
      const deadline = Date.now() + 20_000
      let lines: string[] = []
      while (lines.length < 4 && Date.now() < deadline) {
        const text = await (await fetch(`${url}/metrics`)).text()
        lines = text.split('\n').filter((line) => line.startsWith('ringlock_module_'))
      }
      assert.equal(lines.slice(0, 3), [
        'ringlock_module_answers{portal="fusionpbx"} 1',
        'ringlock_module_gate{portal="fusionpbx"} 0',
        'ringlock_module_open_ways{portal="fusionpbx"} 0',
      ])
      assert.match(lines[3] ?? '', /^ringlock_module_clock_offset_seconds\{portal="fusionpbx"\} -?\d/)
    } finally {
      await server.stop()
    }
  })
})

test.run()
