import { type Config, ConfigError } from '../../config/load-config.ts'
import type { Inspection } from '../../control/inspect.ts'
import type { ExaminedUserStore } from '../../service.ts'
import { checkTrail } from '../check-trail.ts'
import type { CommandContext } from '../context.ts'
import { checkConnections, checkSharedSecrets, reportConfigError } from './configuration.ts'
import { checkDisk, checkFileModes, checkFileSizes } from './files.ts'
import { type Finding, fault, ok } from './finding.ts'
import { checkHttp, checkHttpTls } from './http.ts'
import { checkMail, checkMailFiles } from './mail.ts'
import { checkModules } from './modules.ts'
import { examineStart, inspectStore, openStore } from './start.ts'
import { checkClock, checkMasterKey, checkRecoveryCodes, checkUserStores, checkUsers } from './store.ts'
import { checkUnknownClients } from './unknown-clients.ts'

/** What would stop `serve`, as faults; beside it, as warnings, the user stores that it would start without. */
export function examineBeforeStart(configFile: string, context: CommandContext): Promise<Finding[]> {
  return reportingConfigErrors(async () => {
    const start = await examineStart(configFile, context, openStore)
    const { configuration, store, userStores, ports, config } = start
    return [
      ...configuration,
      ...(await checkMailFiles(config)),
      ...store.findings,
      ...checkUserStores(userStores).map(asWarning),
      ...ports,
    ]
  })
}

/** Runs all checks of an installation. */
export function examine(configFile: string, context: CommandContext): Promise<Finding[]> {
  return reportingConfigErrors(async () => {
    const now = context.clock()
    const { config, configuration, store, userStores, ports } = await examineStart(
      configFile,
      context,
      inspectStore,
    )
    const { answer: inspection } = store
    return [
      ...configuration,
      ...checkSharedSecrets(config),
      ...(await checkFileModes(configFile, config, context)),
      ...(await checkFileSizes(config)),
      ...checkConnections(config),
      ...checkClock(now, inspection),
      ...store.findings,
      ...(inspection === null ? [] : checkMasterKey(inspection.masterKey)),
      ...checkUserStores(examinedStores(inspection, userStores)),
      ...(inspection === null ? [] : [...checkUsers(inspection, config), ...checkRecoveryCodes(inspection)]),
      ...ports,
      ...(inspection === null ? [] : checkUnknownClients(inspection, now)),
      ...checkHttp(config),
      ...(await checkHttpTls(config, now)),
      ...(await checkModules(config, context.clock)),
      ...(await checkMail(config, now)),
      ...(store.exists ? await checkAudit(config, context) : []),
      ...(await checkDisk(config)),
    ]
  })
}

async function reportingConfigErrors(work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ConfigError) return reportConfigError(error)
    throw error
  }
}

function asWarning(finding: Finding): Finding {
  return finding.level === 'fault' ? { ...finding, level: 'warning' } : finding
}

/**
 * The running service may have another configuration: adds stores that it was not asked about, and stores that cannot
 * be reached anew.
 */
function examinedStores(
  inspection: Inspection | null,
  anew: readonly ExaminedUserStore[],
): readonly ExaminedUserStore[] {
  if (inspection === null) return anew
  const open = inspection.userStores
  const isNews = ({ name, found }: ExaminedUserStore) => {
    const known = open.find((store) => store.name === name)
    return known === undefined || (typeof found === 'string' && typeof known.found !== 'string')
  }
  return [...open, ...anew.filter(isNews)]
}

async function checkAudit(config: Config, context: CommandContext): Promise<Finding[]> {
  const answer = await checkTrail(config, null, context)
  return [answer.done ? ok('audit trail', answer.line) : fault('audit trail', answer.line)]
}
