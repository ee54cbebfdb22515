import type { DeviceOperations, TrustedDevice } from '../contract/devices.ts'
import type { UserKey } from '../contract/enrolments.ts'
import { trustedDevicesKept } from '../store-rules.ts'
import type { DurableLogins } from './durable-logins.ts'

export function createDeviceOperations(logins: DurableLogins): DeviceOperations {
  const { tables } = logins

  function liveDevices(userKey: UserKey, now: number): readonly TrustedDevice[] {
    return tables.trustedDevices.get(userKey)?.filter(({ expiresAt }) => expiresAt > now) ?? []
  }

  function putDevices(userKey: UserKey, devices: readonly TrustedDevice[]): Promise<void> {
    return logins.put('trustedDevices', userKey, devices.length === 0 ? null : devices)
  }

  return {
    async putTrustedDevice(device, now) {
      logins.raiseFloor(now)
      const others = liveDevices(device.userKey, now).filter(({ id }) => id !== device.id)
      await putDevices(device.userKey, [...others, device].slice(-trustedDevicesKept))
    },

    async listTrustedDevices(userKey, now) {
      return liveDevices(userKey, now)
    },

    async rotateTrustedDevice({ id, userKey, secretHash, nextSecretHash }, now) {
      logins.raiseFloor(now)
      const devices = liveDevices(userKey, now)
      const device = devices.find((each) => each.id === id)
      if (device === undefined) {
        await logins.settled()
        return 'unknown'
      }
      if (device.secretHash !== secretHash) {
        await putDevices(userKey, without(devices, id))
        return 'reused'
      }
      const rotated = { ...device, secretHash: nextSecretHash, lastUsedAt: now }
      await putDevices(
        userKey,
        devices.map((each) => (each === device ? rotated : each)),
      )
      return 'rotated'
    },

    async deleteTrustedDevice(userKey, id) {
      const devices = tables.trustedDevices.get(userKey) ?? []
      const others = without(devices, id)
      const found = others.length < devices.length
      await (found ? putDevices(userKey, others) : logins.settled())
      return found
    },

    async deleteTrustedDevices(userKey) {
      await (tables.trustedDevices.has(userKey) ? putDevices(userKey, []) : logins.settled())
    },
  }
}

function without(devices: readonly TrustedDevice[], id: string): readonly TrustedDevice[] {
  return devices.filter((each) => each.id !== id)
}
