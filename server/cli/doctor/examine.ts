import { stat } from 'node:fs/promises'
import { type Config, ConfigError, loadConfig } from '../../config/load-config.ts'
import type { Inspection } from '../../control/inspect.ts'
import type { ExaminedUserStore } from '../../service.ts'
import { isServed } from '../ask-service.ts'
import { checkTrail } from '../check-trail.ts'
import type { CommandContext } from '../context.ts'
import { explainFault } from '../explain-fault.ts'
import { performWith } from '../perform.ts'
import {
  checkConfiguration,
  checkConnections,
  checkSharedSecrets,
  reportConfigError,
} from './configuration.ts'
import { checkDisk, checkFileModes } from './files.ts'
import { type Finding, fault, ok } from './finding.ts'
import { checkFirstStart } from './first-start.ts'
import { checkHttp, checkHttpTls } from './http.ts'
import { checkMail } from './mail.ts'
import { checkPorts } from './ports.ts'
import { checkClock, checkMasterKey, checkRecoveryCodes, checkUserStores, checkUsers } from './store.ts'

/** Runs all checks of an installation. */
export async function examine(configFile: string, context: CommandContext): Promise<Finding[]> {
  const now = context.clock()
  try {
    const config = await loadConfig(configFile, context)
    const store = await examineStore(config, now, context)
    return [
      ...checkConfiguration(configFile, config, await context.checkConfig(config)),
      ...checkSharedSecrets(config),
      ...(await checkFileModes(configFile, config, context)),
      ...checkConnections(config),
      ...checkClock(now, store.inspection),
      ...store.findings,
      ...(store.inspection === null ? [] : checkMasterKey(store.inspection.masterKey)),
      ...checkUserStores(await examinedStores(store.inspection, config, context)),
      ...(store.inspection === null
        ? []
        : [...checkUsers(store.inspection, config), ...checkRecoveryCodes(store.inspection)]),
      ...(await checkPorts(config, store.isRunning)),
      ...checkHttp(config),
      ...(await checkHttpTls(config, now)),
      ...(await checkMail(config, now)),
      ...(store.exists ? await checkAudit(config, context) : []),
      ...(await checkDisk(config)),
    ]
  } catch (error) {
    if (error instanceof ConfigError) return reportConfigError(error)
    throw error
  }
}

/**
 * The running service may have another configuration: adds stores that it was not asked about, and stores that cannot
 * be reached anew.
 */
async function examinedStores(
  inspection: Inspection | null,
  config: Config,
  context: CommandContext,
): Promise<readonly ExaminedUserStore[]> {
  const anew = await context.examineUserStores(config)
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

interface StoreExamination {
  readonly exists: boolean
  readonly isRunning: boolean
  readonly inspection: Inspection | null
  readonly findings: readonly Finding[]
}

/** Asks the process that has the store open, or opens it here. A store that does not exist is not created. */
async function examineStore(config: Config, now: number, context: CommandContext): Promise<StoreExamination> {
  const exists = await stat(config.dataDir).then(
    () => true,
    () => false,
  )
  if (!exists) {
    const findings = await checkFirstStart(config, context)
    return { exists, isRunning: false, inspection: null, findings }
  }
  let isRunning = false
  try {
    isRunning = await isServed(config.dataDir)
    const answer = await performWith(config, 'inspect', { now }, context)
    if (!answer.done) return { exists, isRunning, inspection: null, findings: [fault('store', answer.line)] }
    const finding = ok(
      'store',
      isRunning ? 'the running service has it open' : 'it opens; the service is not running',
    )
    return { exists, isRunning, inspection: answer.data, findings: [finding] }
  } catch (error) {
    return { exists, isRunning, inspection: null, findings: [fault('store', explainFault(error).message)] }
  }
}
