import { click, mount, type } from './mount.ts'

export const password = 'correct horse battery'

/** Fills in name and password and sends them. */
export async function givePassword(properties: Partial<HTMLElementTagNameMap['ringlock-login']> = {}) {
  const login = await mount('ringlock-login', properties)
  await giveNameAndPassword(login)
  return login
}

export async function giveNameAndPassword(login: Element): Promise<void> {
  await type(login, 'username', 'alice')
  await type(login, 'password', password)
  await click(login, 'Log in')
}
