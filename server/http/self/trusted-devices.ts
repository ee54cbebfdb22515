import { recordFirst } from '../../audit/record-first.ts'
import { isoTime } from '../../lib/clock.ts'
import type { HttpDeps } from '../api/deps.ts'
import { implement, type Route } from '../api/route.ts'
import { calls } from '../contract/index.ts'
import { answer, nothing, refuse } from '../transport/reply.ts'
import { ownActor } from './own-change.ts'

export function trustedDeviceRoutes({ state, audit, clock }: HttpDeps): readonly Route[] {
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
      const devices = await state.listTrustedDevices(userKey, clock())
      if (!devices.some((device) => device.id === id)) return refuse('not-found')
      const event = { event: 'device.revoked', outcome: 'done', userKey, ...ownActor(context) } as const
      const isDeleted = (deleted: boolean) => deleted
      const deleted = await recordFirst(audit, event, () => state.deleteTrustedDevice(userKey, id), isDeleted)
      return deleted ? nothing : refuse('not-found')
    }),
  ]
}
