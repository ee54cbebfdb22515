import { masterKeyVariable, nextKeyVariable } from '../state/keys/master-key-source.ts'
import type { MasterKeyStatus, Places, RotateResult, StageResult } from '../state/keys/master-keys.ts'
import { type Answer, done, door, type Operation, refused } from './operation.ts'
import { createTeller } from './progress.ts'

export type RotatedKey = Pick<MasterKeyStatus, 'keyId' | 'nextKeyId' | 'formerKeyId'> & {
  /** Services that the rotation still waits for. */
  readonly waitingFor: Places
}

/** Seals all stored secrets with a new master key. */
export const rotateMasterKey: Operation<null, RotatedKey> = async (service, _, tell) => {
  createTeller('Sealing everything with the new master key', tell)(0, null)
  const result = await service.masterKeys.rotate()
  const answer = answerTo(result, await service.masterKeys.status())
  if (!answer.done) await record(service, 'master-key.rotated', 'refused', answer.data.error.code)
  return answer
}

function answerTo(result: RotateResult, status: MasterKeyStatus): Answer<RotatedKey> {
  const { keyId, nextKeyId, formerKeyId, source, waitingFor } = status
  switch (result.result) {
    case 'rotated': {
      const last =
        source === 'environment'
          ? ` Now set ${masterKeyVariable} to what ${nextKeyVariable} holds and take ${nextKeyVariable} away, for every service.`
          : ''
      return done(
        `Everything is sealed with the new master key ${keyId}. Keep the former key` +
          `${result.formerKeyId === null ? '' : ` ${result.formerKeyId}`} with the backups from before, and back the new one up.${last}`,
        { keyId, nextKeyId, formerKeyId: result.formerKeyId, waitingFor },
      )
    }
    case 'unfinished':
      return done(
        `The new master key ${keyId} is in use. The rotation ends by itself when it is in use here too: ${listed(result.places)}.`,
        { keyId, nextKeyId, formerKeyId, waitingFor: result.places },
      )
    case 'not-staged':
      return refused(
        'not-staged',
        source === 'environment'
          ? `The master key comes from ${masterKeyVariable}, which ringlock cannot change: ringlock master-key rotate --stage ` +
              `makes the next one.`
          : 'Other services work on the same database, and all need the next key first: ringlock master-key rotate --stage ' +
              'makes it.',
      )
    case 'lacking':
      return refused(
        'not-everywhere',
        `Nothing was changed: the next master key ${result.keyId} is not everywhere yet. It is missing here: ` +
          `${listed(result.places)}. A service that was killed counts for two minutes.`,
      )
    case 'other-key':
      return refused(
        'other-key',
        'Another service rotates the master key just now; nothing was changed here.',
      )
    case 'broken':
      return refused(
        'broken-seal',
        `Nothing was changed: the master key does not open the authenticators of ${listed(result.userKeys)}. Reset these ` +
          'users first: ringlock reset NAME.',
      )
  }
}

/** The first few names. */
function listed(places: readonly (string | null)[]): string {
  const names = places.slice(0, 5).map((place) => place ?? 'a service of an earlier version')
  const others = places.length - names.length
  return others === 0 ? names.join(', ') : `${names.join(', ')} and ${others} more`
}

export interface StagedKey {
  readonly nextKeyId: string
  readonly file: string | null
  /** The next key, shown once, where the operator has to put it into the environment. */
  readonly masterKey: string | null
}

/** Makes the master key for the next rotation. */
export const stageMasterKey: Operation<null, StagedKey> = async (service) => {
  const staged = await service.masterKeys.stage()
  const { keyId, file, text } = staged
  if (staged.result === 'staged') await record(service, 'master-key.staged', 'done', keyId)
  return done(stepsAfter(staged), { nextKeyId: keyId, file, masterKey: text })
}

function stepsAfter({ result, keyId, file, text }: StageResult): string {
  const then = 'Then: ringlock master-key rotate'
  if (result === 'already')
    return `The next master key ${keyId} was staged before, and is used for nothing yet. ${then}`
  if (text !== null) {
    return (
      `${nextKeyVariable}=${text}\n` +
      `This is the next master key ${keyId}; it is kept nowhere and not shown again. Set it beside ${masterKeyVariable} for ` +
      `every service, and restart them. ${then}`
    )
  }
  return (
    `${file} holds the next master key ${keyId}, which is used for nothing yet. Copy it to the data folder of every other ` +
    `service on the same database, where it is noticed within seconds. ${then}`
  )
}

function record(
  { audit }: Parameters<Operation<null, unknown>>[0],
  event: string,
  outcome: 'done' | 'refused',
  reason: string,
): Promise<void> {
  return audit.record({ event, outcome, reason, door })
}
