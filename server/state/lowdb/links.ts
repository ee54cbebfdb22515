import type { LinkOperations, LinkPurpose, MailedLink } from '../contract/links.ts'
import { linkKey } from '../login-tables.ts'
import { isMailClaimed } from '../store-rules.ts'
import { type DurableLogins, makeRoom } from './durable-logins.ts'

const mailClaimsKept = 100_000

export function createLinkOperations(logins: DurableLogins): LinkOperations {
  const { tables } = logins

  function liveLink(purpose: LinkPurpose, hash: string, now: number): MailedLink | null {
    const link = tables.links.get(linkKey({ purpose, hash }))
    return link === undefined || link.expiresAt <= now ? null : link
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
  }
}
