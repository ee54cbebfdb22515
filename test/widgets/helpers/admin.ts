import type { UserView } from '../../../server/http/contract/index.ts'
import type { RinglockAdminStatus } from '../../../widgets/admin-status/admin-status.ts'
import type { BodyOf } from '../../../widgets/calls.ts'
import type { fakeApi } from './fake-api.ts'
import { ok } from './fake-api.ts'
import { me, user } from './me.ts'
import { mount, settled } from './mount.ts'

export type UsersPage = BodyOf<'GET /users'>

export const bob: UserView = user({
  key: 'local:2',
  name: 'bob',
  displayName: 'Bob Builder',
  email: 'bob@example.test',
  state: 'not-enrolled',
  authenticators: [],
  recoveryCodesLeft: 0,
  version: 'v2',
})
export const carol: UserView = user({
  key: 'local:3',
  name: 'carol',
  displayName: 'Carol Singer',
  version: 'v3',
})

export function usersPage(users: readonly UserView[], more: Partial<UsersPage> = {}): UsersPage {
  return { users: [...users], nextCursor: null, unavailableStores: [], ...more }
}

/** The element, with the admin `alice` and these users, or what the test has answered before. */
export async function mountAdmin(
  api: ReturnType<typeof fakeApi>,
  users: readonly UserView[] | null = [carol, bob],
): Promise<RinglockAdminStatus> {
  api.answer('GET /me', ok(me({ user: { role: 'admin' } })))
  if (users !== null) api.answer('GET /users', ok(usersPage(users)))
  return mount('ringlock-admin-status', { tokenProvider: async () => 'widget-token-1' })
}

/** The names in the table, in its order. */
export function names(admin: RinglockAdminStatus): string[] {
  return all(admin, '[part="users"] tbody th > bdi').map((each) => each.textContent ?? '')
}

export function all(admin: RinglockAdminStatus, selector: string): HTMLElement[] {
  return [...admin.renderRoot.querySelectorAll<HTMLElement>(selector)]
}

export function one(admin: RinglockAdminStatus, selector: string): HTMLElement {
  const [found] = all(admin, selector)
  if (found === undefined) throw new Error(`nothing is ${selector}`)
  return found
}

export function menuButton(admin: RinglockAdminStatus, name: string): HTMLElement {
  return one(admin, `[aria-label="Actions for ${name}"]`)
}

export function menuItems(admin: RinglockAdminStatus): string[] {
  return all(admin, '[role="menu"] > li').map((each) => each.textContent?.trim() ?? '')
}

/** Opens the menu of a user and chooses from it. */
export async function choose(admin: RinglockAdminStatus, name: string, item: string): Promise<void> {
  menuButton(admin, name).click()
  await settled(admin)
  const found = all(admin, '[role="menu"] > li').find((each) => each.textContent?.trim() === item)
  if (found === undefined) throw new Error(`no ${item} among: ${menuItems(admin)}`)
  found.click()
  await settled(admin)
}

/** Writes into a field of the frame or chooses from a list there. */
export async function fill(admin: RinglockAdminStatus, selector: string, value: string): Promise<void> {
  const field = one(admin, selector) as HTMLInputElement | HTMLSelectElement
  field.value = value
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
  await settled(admin)
}

export async function submit(admin: RinglockAdminStatus, selector: string): Promise<void> {
  one(admin, selector).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await settled(admin)
}

export async function press(admin: RinglockAdminStatus, key: string): Promise<void> {
  const focused = admin.shadowRoot?.activeElement ?? admin
  focused.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true }),
  )
  await settled(admin)
}
