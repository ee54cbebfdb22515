import { setTimeout as sleep } from 'node:timers/promises'
import { LockedError } from '../../adapters/lowdb/process-lock.ts'
import type { Config } from '../config/load-config.ts'
import type { DataOf, OperationName, RequestOf } from '../control/index.ts'
import { type Answer, type Tell, tellNoOne } from '../control/operation.ts'
import { askService } from './ask-service.ts'
import type { CommandContext } from './context.ts'

/** Delays between attempts while a service starts or another command runs, ms. */
const pauses = [10, 20, 40, 80, ...Array<number>(48).fill(100)]

/**
 * Runs an operation where the store is open: in the service if one answers, otherwise here under the same lock. While
 * another process holds the lock without answering, it waits some seconds; then LockedError names that process.
 *
 * @param answerWithin - time limit for a running service, ms; null: none
 * @param onMessage - gets what is said before the answer
 */
export async function perform<Name extends OperationName>(
  name: Name,
  request: RequestOf<Name>,
  configFile: string,
  context: CommandContext,
  answerWithin: number | null = null,
  onMessage?: Tell,
): Promise<Answer<DataOf<Name>>> {
  const { loadConfig } = await import('../config/load-config.ts')
  const config = await loadConfig(configFile, context)
  return performWith(config, name, request, context, answerWithin, onMessage)
}

export async function performWith<Name extends OperationName>(
  config: Config,
  name: Name,
  request: RequestOf<Name>,
  context: CommandContext,
  answerWithin: number | null = null,
  onMessage?: Tell,
): Promise<Answer<DataOf<Name>>> {
  for (let attempt = 0; ; attempt++) {
    const answer = await askService(config.dataDir, { operation: name, request }, answerWithin, onMessage)
    if (answer !== null) return answer as Answer<DataOf<Name>>
    try {
      return await performHere(config, name, request, context, onMessage)
    } catch (error) {
      const pause = pauses[attempt]
      if (!(error instanceof LockedError) || pause === undefined) throw error
      await sleep(pause)
    }
  }
}

async function performHere<Name extends OperationName>(
  config: Config,
  name: Name,
  request: RequestOf<Name>,
  { openService, stderr }: CommandContext,
  onMessage: Tell = tellNoOne,
): Promise<Answer<DataOf<Name>>> {
  const { findOperation } = await import('../control/index.ts')
  const operation = findOperation(name)
  if (operation === null) throw new Error(`no operation ${name}`)
  // A person reads the answer, so messages meant for the service's log are left out.
  const service = await openService({ ...config, logLevel: 'error' })
  try {
    for (const notice of [...service.notices, ...service.warnings]) stderr.write(`${notice}\n`)
    return (await operation(service, request, onMessage)) as Answer<DataOf<Name>>
  } finally {
    await service.close()
  }
}
