import { stat } from 'node:fs/promises'
import { type Config, loadConfig } from '../../config/load-config.ts'
import type { Inspection } from '../../control/inspect.ts'
import type { Answer } from '../../control/operation.ts'
import type { ExaminedUserStore } from '../../service.ts'
import { isServed } from '../ask-service.ts'
import type { CommandContext } from '../context.ts'
import { explainFault } from '../explain-fault.ts'
import { performWith } from '../perform.ts'
import { checkConfiguration } from './configuration.ts'
import { type Finding, fault, ok } from './finding.ts'
import { checkFirstStart } from './first-start.ts'
import { checkPorts } from './ports.ts'

/** Everything that `serve` needs before it is ready: the one place where it is checked, for `check` and `doctor`. */
export interface StartExamination<Store> {
  readonly config: Config
  readonly configuration: readonly Finding[]
  readonly store: StoreExamination<Store>
  /** The user stores, asked anew: one that cannot be reached does not stop a start. */
  readonly userStores: readonly ExaminedUserStore[]
  readonly ports: readonly Finding[]
}

export interface StoreExamination<Store> {
  readonly exists: boolean
  readonly isRunning: boolean
  /** What the open store answered; null: it does not exist, or does not open. */
  readonly answer: Store | null
  readonly findings: readonly Finding[]
}

/** Asks the process that has the store open, or opens it here as `serve` does. */
type AskStore<Store> = (config: Config, context: CommandContext) => Promise<Answer<Store>>

export const openStore: AskStore<unknown> = (config, context) =>
  performWith(config, 'audit head', null, context)

export const inspectStore: AskStore<Inspection> = (config, context) =>
  performWith(config, 'inspect', { now: context.clock() }, context)

/** Rejects with ConfigError where the file is no configuration. Creates nothing where there is nothing yet. */
export async function examineStart<Store>(
  configFile: string,
  context: CommandContext,
  askStore: AskStore<Store>,
): Promise<StartExamination<Store>> {
  const config = await loadConfig(configFile, context)
  const configuration = checkConfiguration(configFile, config, await context.checkConfig(config))
  const store = await examineStore(config, context, askStore)
  const userStores = await context.examineUserStores(config)
  return { config, configuration, store, userStores, ports: await checkPorts(config, store.isRunning) }
}

async function examineStore<Store>(
  config: Config,
  context: CommandContext,
  askStore: AskStore<Store>,
): Promise<StoreExamination<Store>> {
  const exists = await stat(config.dataDir).then(
    () => true,
    () => false,
  )
  if (!exists) {
    const findings = await checkFirstStart(config, context)
    return { exists, isRunning: false, answer: null, findings }
  }
  let isRunning = false
  try {
    isRunning = await isServed(config.dataDir)
    const answer = await askStore(config, context)
    if (!answer.done) return { exists, isRunning, answer: null, findings: [fault('store', answer.line)] }
    const finding = ok(
      'store',
      isRunning ? 'the running service has it open' : 'it opens; the service is not running',
    )
    return { exists, isRunning, answer: answer.data, findings: [finding] }
  } catch (error) {
    return { exists, isRunning, answer: null, findings: [fault('store', explainFault(error).message)] }
  }
}
