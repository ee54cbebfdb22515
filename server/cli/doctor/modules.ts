import packageJson from '../../../package.json' with { type: 'json' }
import type { Config } from '../../config/load-config.ts'
import { type Clock, isoTime } from '../../lib/clock.ts'
import { askModule, type ModuleStanding, probedPortals } from '../../modules/ask-module.ts'
import type { ModuleReport } from '../../modules/module-report.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const check = 'modules'
/** Milliseconds; assertions live for a minute. */
const clockTolerance = 30_000

const titles = { freepbx: 'FreePBX', fusionpbx: 'FusionPBX' } as const
const switchedOff = {
  freepbx: 'enable its module: fwconsole ma enable ringlock',
  fusionpbx: 'php app/ringlock/setup.php on',
} as const
const bypassEnds = {
  freepbx: 'fwconsole ringlock on',
  fusionpbx: 'remove /etc/fusionpbx/ringlock.bypass',
} as const

/** Asks the module of each portal that has one whether web logins are guarded. */
export async function checkModules({ http }: Pick<Config, 'http'>, clock: Clock): Promise<Finding[]> {
  const portals = probedPortals(http?.portals ?? [])
  const standings = await Promise.all(portals.map((portal) => askModule(portal, { clock })))
  return standings.flatMap(moduleFindings)
}

export function moduleFindings({ portal, url, report, clockOffset }: ModuleStanding): Finding[] {
  if ('reason' in report) {
    return [fault(check, `${portal}: no module proves at ${url} that it is on guard: ${report.detail}`)]
  }
  const offset = clockOffset ?? 0
  return [
    gateFinding(portal, report),
    ...(report.version === packageJson.version
      ? []
      : [
          warning(
            check,
            `${portal}: its module is ${report.version}, this is ${packageJson.version}: install that one`,
          ),
        ]),
    ...(Math.abs(offset) > clockTolerance
      ? [
          fault(
            check,
            `${portal}: the clock there is ${secondsApart(offset)} this one: set both by NTP, or logins are refused`,
          ),
        ]
      : []),
    ...(report.openWays === null
      ? [
          warning(
            check,
            `${portal}: its module could not list the ways in that ask for no code: see the log of its web server`,
          ),
        ]
      : report.openWays.map(({ what, remedy }) => warning(check, `${portal}: open: ${what} ${remedy}`))),
  ]
}

function gateFinding(portal: string, { host, version, gate, bypassedUntil }: ModuleReport): Finding {
  const title = titles[host]
  switch (gate) {
    case 'on':
      return ok(check, `${portal}: ${title} asks for the code (module ${version})`)
    case 'off':
      return fault(
        check,
        `${portal}: ${title} lets in with passwords alone, its gate is off: ${switchedOff[host]}`,
      )
    case 'bypassed': {
      const until = bypassedUntil === null ? '' : ` until ${isoTime(bypassedUntil)}`
      return fault(
        check,
        `${portal}: ${title} lets in with passwords alone${until}, root has bypassed the gate: ${bypassEnds[host]}`,
      )
    }
  }
}

function secondsApart(offset: number): string {
  return `${Math.round(Math.abs(offset) / 1000)} s ${offset > 0 ? 'ahead of' : 'behind'}`
}
