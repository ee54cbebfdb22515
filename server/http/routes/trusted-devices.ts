import { calls } from '../contract.ts'
import { ownActor } from '../own-change.ts'
import type { HttpParts } from '../parts.ts'
import { answer, nothing, refuse } from '../reply.ts'
import { implement, type Route } from '../route.ts'
import { isoTime } from '../wire-values.ts'

export function trustedDeviceRoutes({ state, audit, clock }: HttpParts): readonly Route[] {
  return [
    implement(calls.listTrustedDevices, async (_, { caller }) => {
      const devices = await state.listTrustedDevices(caller.userKey, clock())
      return answer({
        devices: devices.map(({ id, name, trustedAt, lastUsedAt, expiresAt }) => ({
          id,
          name,
          trustedAt: isoTime(trustedAt),
          lastUsedAt: isoTime(lastUsedAt),
          expiresAt: isoTime(expiresAt),
        })),
      })
    }),

    implement(calls.deleteTrustedDevice, async ({ params: { id } }, context) => {
      const { userKey } = context.caller
      if (!(await state.deleteTrustedDevice(userKey, id))) return refuse('not-found')
      await audit.record({ event: 'device.revoked', outcome: 'done', userKey, ...ownActor(context) })
      return nothing
    }),
  ]
}
