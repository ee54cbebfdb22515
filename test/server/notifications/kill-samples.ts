import type { User, UserStore } from '../../../adapters/user-store.ts'
import type { PolicyConfig } from '../../../server/config/load-config.ts'
import type { Mailer } from '../../../server/mail/mailer.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'

const user: User = {
  id: '1',
  name: 'alice',
  ...ordinary,
}

export const storeOfAlice: UserStore = {
  name: 'local',
  find: async () => user,
  get: async () => user,
  verifyPassword: () => 'ok',
  list: async () => ({ users: [user], nextCursor: null }),
  close: async () => {},
}

export const nobodysMail: Mailer = {
  send: async () => 'queued',
  sendNow: async () => ({ delivered: true, answer: '' }),
  status: () => ({ queued: 0, oldest: null, sent: 0, failed: 0, lastFailure: null }),
  close: async () => {},
}

export const policy: PolicyConfig = {
  secondFactor: 'required',
  groups: {},
  gracePeriod: 60_000,
  driftWindow: 1,
  enrolmentCodes: { app: 1, hardware: 2 },
  requireEmail: false,
  enrolmentMail: 'link',
  enrolAtLogin: 'grace',
  emailCode: true,
  trustedDevice: 60_000,
  resetLink: 60_000,
  selfReset: ['user'],
  adminControl: 'lower-roles',
  tenants: {},
}
