import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly query: string }[] }
  readonly panels: readonly {
    readonly title: string
    readonly targets: readonly { readonly expr: string }[]
  }[]
}

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[]
}

export const alertRules = new URL('../../docs/observability/alerts.yml', import.meta.url)
const dashboardFile = new URL('../../docs/observability/dashboard.json', import.meta.url)

/** What the dashboard and the alert rules ask Prometheus, by the name of panel or rule. */
export async function monitoringQueries(): Promise<readonly (readonly [name: string, query: string])[]> {
  const { panels, templating } = JSON.parse(await readFile(dashboardFile, 'utf8')) as Dashboard
  const { groups } = parse(await readFile(alertRules, 'utf8')) as Rules
  // label_values is Grafana's own.
  const variables = templating.list.map(({ query }) => /^label_values\((\w+), \w+\)$/.exec(query)?.[1] ?? '')
  return [
    ...variables.filter((query) => query !== '').map((query) => ['variable', query] as const),
    ...panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => [title, withoutVariables(expr)] as const),
    ),
    ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as const)),
  ]
}

/** As Grafana fills them in. */
function withoutVariables(query: string): string {
  return query.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*')
}
