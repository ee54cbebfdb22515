import { readHardwareFile } from '../../enrolment/import/hardware-files/read-hardware-file.ts'
import type { HttpDeps } from '../api/deps.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'
import { judgeRows } from './import-rows.ts'

/** Many hardware devices at once: every row's fault is told, and what is taken is taken in one change. */
export function hardwareImportRoutes(deps: HttpDeps): readonly Route[] {
  return [
    implement(calls.importHardware, async ({ body }, { caller, actor }) => {
      const { format, content, presharedKey } = body
      const key = presharedKey === undefined ? null : Buffer.from(presharedKey, 'hex')
      const file = readHardwareFile(format, content, key)
      if (file.result === 'unreadable') return refuse('import-refused', { message: file.fault, rows: [] })

      const judged = await judgeRows(file.rows, body.users, caller, deps)
      const rows = judged.map(({ told }) => told)
      if (body.dryRun) return answer({ rows, taken: 0 })
      const devices = judged.flatMap(({ device }) => device ?? [])
      if (devices.length < rows.length && !body.goodRowsOnly) return refuse('import-refused', { rows })
      if (devices.length === 0) return answer({ rows, taken: 0 })

      const change = await deps.enrolments.importHardware(devices, { ...actor, by: caller.userKey })
      if (change === 'changed') return answer({ rows, taken: judged.filter(({ isNew }) => isNew).length })
      return refuse('import-refused', { message: 'A device was given to another user meanwhile.', rows })
    }),
  ]
}
