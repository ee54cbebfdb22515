import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alertRules, monitoringQueries } from '../docs/monitoring-queries.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { peerTest } from './peers.ts'
import { run } from './processes.ts'

const needs = ['promtool'] as const

peerTest('promtool takes the alert rules', { needs }, async () => {
  const { exitCode, stdout, stderr } = await run('promtool', ['check', 'rules', fileURLToPath(alertRules)])
  assert.is(exitCode, 0, stderr)
  assert.match(stdout, /SUCCESS: \d+ rules found/)
})

peerTest('promtool parses every query of the dashboard', { needs }, () =>
  withTemporaryFolder(async (folder) => {
    const queries = await monitoringQueries()
    const check = async (exprs: readonly string[]) => {
      // A recording rule is a query with a name.
      const rules = exprs.map((expr, i) => ({ record: `query_${i}`, expr }))
      const file = join(folder, 'queries.yml')
      await writeFile(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }))
      return run('promtool', ['check', 'rules', file])
    }
    const { exitCode, stdout, stderr } = await check(queries.map(([, query]) => query))
    assert.is(exitCode, 0, stderr)
    assert.match(stdout, `SUCCESS: ${queries.length} rules found`)
    assert.is.not((await check(['sum by (ringlock_logins_total'])).exitCode, 0, 'a wrong query is refused')
  }),
)

const before = `rule_files: [${fileURLToPath(alertRules)}]
evaluation_interval: 1m
tests:
`

peerTest('a broken audit trail and a store that is down are told, whole ones are not', { needs }, () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, 'tests.yml')
    await writeFile(
      file,
      `${before}  - interval: 1m
    input_series:
      - { series: 'ringlock_audit_trail_whole{instance="a"}', values: '1 1 0 0 0' }
      - { series: 'ringlock_audit_trail_whole{instance="b"}', values: '1 1 1 1 1' }
      - { series: 'ringlock_user_store_up{instance="a",store="ldap"}', values: '1 0 0 0 0' }
      - { series: 'ringlock_user_store_up{instance="a",store="local"}', values: '1 1 1 1 1' }
    alert_rule_test:
      - eval_time: 1m
        alertname: RinglockAuditTrailBroken
        exp_alerts: []
      - eval_time: 4m
        alertname: RinglockAuditTrailBroken
        exp_alerts:
          - exp_labels: { severity: critical, instance: a }
            exp_annotations:
              summary: Lines of the audit trail are missing or were altered
              description: "\`ringlock audit verify\` names the first one."
      - eval_time: 4m
        alertname: RinglockUserStoreDown
        exp_alerts:
          - exp_labels: { severity: critical, instance: a, store: ldap }
            exp_annotations:
              summary: User store ldap does not answer
              description: Its users cannot log in. The log has the reason.
`,
    )
    const { exitCode, stdout, stderr } = await run('promtool', ['test', 'rules', file])
    assert.is(exitCode, 0, `${stdout}${stderr}`)
  }),
)

test.run()
