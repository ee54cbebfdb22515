import type {
  AssertionKey,
  LinkPurpose,
  MailedLink,
  StateStore,
  TrustedDevice,
  UserKey,
} from '../contract/state-store.ts'
import { linkKey } from '../login-tables.ts'
import { isMailClaimed, trustedDevicesKept } from '../store-rules.ts'
import { type DurableLogins, makeRoom } from './durable-logins.ts'

export type PortalOperations = Pick<
  StateStore,
  | 'putLink'
  | 'readLink'
  | 'takeLink'
  | 'deleteLinks'
  | 'putTrustedDevice'
  | 'listTrustedDevices'
  | 'rotateTrustedDevice'
  | 'deleteTrustedDevice'
  | 'deleteTrustedDevices'
  | 'putProof'
  | 'readProof'
  | 'claimMail'
  | 'listAssertionKeys'
  | 'putAssertionKey'
>

const proofsKept = 10_000
const mailClaimsKept = 100_000

/** What portals and mail need: links, trusted devices, fresh proof, assertion keys. */
export function createPortalOperations(logins: DurableLogins): PortalOperations {
  const { tables } = logins

  function liveLink(purpose: LinkPurpose, hash: string, now: number): MailedLink | null {
    const link = tables.links.get(linkKey({ purpose, hash }))
    return link === undefined || link.expiresAt <= now ? null : link
  }

  function liveDevices(userKey: UserKey, now: number): readonly TrustedDevice[] {
    return tables.trustedDevices.get(userKey)?.filter(({ expiresAt }) => expiresAt > now) ?? []
  }

  function putDevices(userKey: UserKey, devices: readonly TrustedDevice[]): Promise<void> {
    return logins.put('trustedDevices', userKey, devices.length === 0 ? null : devices)
  }

  /** The one that signs first. */
  function liveKeys(now: number): readonly AssertionKey[] {
    return [...tables.assertionKeys.values()]
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
      .sort((a, b) => Number(a.expiresAt !== null) - Number(b.expiresAt !== null) || b.madeAt - a.madeAt)
  }

  return {
    async putLink(link, now) {
      logins.raiseFloor(now)
      for (const [key, { purpose, userKey }] of tables.links) {
        if (purpose === link.purpose && userKey === link.userKey) logins.put('links', key, null)
      }
      await logins.put('links', linkKey(link), link)
    },

    async readLink(purpose, hash, now) {
      return liveLink(purpose, hash, now)
    },

    async takeLink(purpose, hash, now) {
      logins.raiseFloor(now)
      const link = liveLink(purpose, hash, now)
      await (link === null ? logins.settled() : logins.put('links', linkKey(link), null))
      return link
    },

    async deleteLinks(userKey) {
      const links = [...tables.links].filter(([, link]) => link.userKey === userKey)
      await (links.length === 0
        ? logins.settled()
        : Promise.all(links.map(([key]) => logins.put('links', key, null))))
    },

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

    async putProof(tokenId, expiresAt, now) {
      logins.raiseFloor(now)
      const written = logins.put('proofs', tokenId, expiresAt)
      makeRoom(logins, 'proofs', proofsKept, (until) => until <= now)
      await written
    },

    async readProof(tokenId, now) {
      const expiresAt = tables.proofs.get(tokenId)
      return expiresAt === undefined || expiresAt <= now ? null : expiresAt
    },

    async claimMail(key, interval, now) {
      logins.raiseFloor(now)
      if (isMailClaimed(tables.mailClaims.get(key) ?? null, interval, now)) {
        await logins.settled()
        return false
      }
      const written = logins.put('mailClaims', key, now + interval)
      makeRoom(logins, 'mailClaims', mailClaimsKept, (until) => until <= now)
      await written
      return true
    },

    async listAssertionKeys(now) {
      return liveKeys(now)
    },

    async putAssertionKey(key, former, now) {
      logins.raiseFloor(now)
      const signing = liveKeys(now).find(({ expiresAt }) => expiresAt === null)
      if (signing?.id !== former?.id) {
        await logins.settled()
        return false
      }
      // Both go into one write.
      if (signing !== undefined && former !== null) {
        logins.put('assertionKeys', signing.id, { ...signing, expiresAt: former.expiresAt })
      }
      await logins.put('assertionKeys', key.id, key)
      return true
    },
  }
}

function without(devices: readonly TrustedDevice[], id: string): readonly TrustedDevice[] {
  return devices.filter((each) => each.id !== id)
}
