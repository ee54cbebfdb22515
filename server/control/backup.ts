import { type BackupSummary, ChangedMeanwhileError } from '../backup/write-backup.ts'
import { counted } from '../lib/counted.ts'
import { done, door, type Operation, refused, tellNoOne } from './operation.ts'

/** Tells the backup piece by piece. It is whole when the answer is `done`. */
export const backup: Operation<null, BackupSummary> = async (service, _, tell = tellNoOne) => {
  // The audit line is written first, so that it is in the backup too.
  await service.audit.record({ event: 'backup.begun', outcome: 'done', door })
  try {
    const made = await service.backup((piece) => tell({ piece }))
    return done(`${counted(made.lines, 'line')}, sealed with the master key ${made.keyId}.`, made)
  } catch (error) {
    if (!(error instanceof ChangedMeanwhileError)) throw error
    return refused('changed', 'A key was changed while the backup was made. There is none; make it again.')
  }
}
