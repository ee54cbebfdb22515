import { test } from 'uvu'
import * as assert from 'uvu/assert'
import packageJson from '../../../../package.json' with { type: 'json' }
import { checkModules, moduleFindings } from '../../../../server/cli/doctor/modules.ts'
import type { ModuleStanding } from '../../../../server/modules/ask-module.ts'
import type { ModuleReport } from '../../../../server/modules/module-report.ts'
import { answerTo, withPbx } from '../../modules/module-double.ts'

const url = 'https://pbx.example.org/admin/config.php'
const whole: ModuleReport = {
  ...{
    host: 'freepbx',
    version: packageJson.version,
    gate: 'on',
    bypassedUntil: null,
    time: 0,
    openWays: [],
  },
}

function told(report: Partial<ModuleReport>, clockOffset = 0): string[] {
  const standing: ModuleStanding = { portal: 'pbx', url, report: { ...whole, ...report }, clockOffset }
  return moduleFindings(standing).map(({ check, level, message }) => `${check} ${level} ${message}`)
}

test('a gate in force is well, and one that is off or bypassed a fault with the way back', () => {
  assert.equal(told({}), [`modules ok pbx: FreePBX asks for the code (module ${packageJson.version})`])
  assert.equal(told({ gate: 'bypassed', bypassedUntil: Date.UTC(2026, 0, 1) }), [
    'modules fault pbx: FreePBX lets in with passwords alone until 2026-01-01T00:00:00.000Z, root has bypassed the gate: fwconsole ringlock on',
  ])
  assert.equal(told({ host: 'fusionpbx', gate: 'off' }), [
    'modules fault pbx: FusionPBX lets in with passwords alone, its gate is off: php app/ringlock/setup.php on',
  ])
  assert.match(
    told({ host: 'fusionpbx', gate: 'bypassed' })[0] ?? '',
    /remove \/etc\/fusionpbx\/ringlock.bypass$/,
  )
})

test('open ways, another version and a clock that is off are named beside it', () => {
  const openWays = [{ what: 'The module xmpp has a login of its own.', remedy: 'Disable it.' }]
  assert.equal(told({ openWays, version: '0.0.9' }, -31_000).slice(1), [
    `modules warning pbx: its module is 0.0.9, this is ${packageJson.version}: install that one`,
    'modules fault pbx: the clock there is 31 s behind this one: set both by NTP, or logins are refused',
    'modules warning pbx: open: The module xmpp has a login of its own. Disable it.',
  ])
  assert.is(told({}, 30_000).length, 1, 'codes and assertions bear that much')
  assert.match(told({ openWays: null })[1] ?? '', /^modules warning .*could not list/)
})

test('without a report that is believed there is a fault, and without a probe nothing is asked', async () => {
  const clock = () => 0
  await withPbx(
    ({ nonce }, response) => response.end(answerTo(nonce, {}, 'another key')),
    async (portal) => {
      const http = { portals: [portal] } as unknown as Parameters<typeof checkModules>[0]['http']
      const [finding, ...others] = await checkModules({ http }, clock)
      assert.is(others.length, 0)
      assert.is(finding?.level, 'fault')
      assert.match(
        finding?.message ?? '',
        /^freepbx: no module proves at http:.* another key, or for another question$/,
      )
    },
  )
  assert.equal(await checkModules({ http: null }, clock), [])
})

test.run()
