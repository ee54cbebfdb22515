import type { Service } from '../service.ts'
import { rotateAssertionKey } from './assertion-key.ts'
import { auditHead, verifyTrail } from './audit.ts'
import { backup } from './backup.ts'
import { enrol } from './enrol.ts'
import { addUser, listUsers, removeUser } from './file-users.ts'
import { importSetups } from './import-setups.ts'
import { inspect } from './inspect.ts'
import { rotateMasterKey, stageMasterKey } from './master-key.ts'
import type { Answer, Tell } from './operation.ts'
import { reset } from './reset.ts'
import { allStatus, status } from './status.ts'
import { releaseRecoveryCodes, unlock, unlockClock } from './unlock.ts'
import { importUsers } from './user-import.ts'
import { verify } from './verify.ts'

/** All operations of the commands, by the name that the socket uses. */
const operations = {
  'user add': addUser,
  'user list': listUsers,
  'user remove': removeUser,
  'user import': importUsers,
  enrol,
  import: importSetups,
  reset,
  unlock,
  'unlock clock': unlockClock,
  'unlock recovery codes': releaseRecoveryCodes,
  status,
  'status of all': allStatus,
  verify,
  inspect,
  'assertion-key rotate': rotateAssertionKey,
  'master-key rotate': rotateMasterKey,
  'master-key stage': stageMasterKey,
  'audit verify': verifyTrail,
  'audit head': auditHead,
  backup,
}

type Operations = typeof operations
export type OperationName = keyof Operations
export type RequestOf<Name extends OperationName> = Parameters<Operations[Name]>[1]
type AnswerOf<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>
export type DataOf<Name extends OperationName> = Extract<AnswerOf<Name>, { done: true }>['data']

export type AnyOperation = (service: Service, request: unknown, tell?: Tell) => Promise<Answer>

/** null: there is no such operation. A request of the wrong shape makes the operation throw. */
export function findOperation(name: string): AnyOperation | null {
  return Object.hasOwn(operations, name) ? (operations[name as OperationName] as AnyOperation) : null
}
