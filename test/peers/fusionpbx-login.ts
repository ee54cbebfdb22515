import type { FusionpbxSite, PbxUser } from './fusionpbx-site.ts'
import { createVisitor, type Shown, type Visitor } from './web-visitor.ts'

/** A browser without scripts at the origin of the user's domain. */
export function visitorOf(site: FusionpbxSite, domain: string, userAgent?: string): Visitor {
  return createVisitor(site.url, `${domain}:${new URL(site.url).port}`, userAgent)
}

/** FusionPBX's own form, with name and password. */
export async function givePassword(
  visitor: Visitor,
  user: PbxUser,
  more: Readonly<Record<string, string>> = {},
): Promise<Shown> {
  const { hidden } = await visitor.get('/login.php')
  return visitor.post('/login.php', { ...hidden, username: user.name, password: user.password, ...more })
}

/** The module's form. */
export function giveCode(
  visitor: Visitor,
  { hidden }: Pick<Shown, 'hidden'>,
  code: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Shown> {
  return visitor.post('/login.php', {
    ...hidden,
    ringlock: 'code',
    ringlock_factor: 'totp',
    ringlock_code: code,
    ...more,
  })
}

/** Who is in, as the double's dashboard says; null: the page is none of those who are in. */
export function whoIsIn({ body }: Shown): string | null {
  return /<p id="who">([^<]*)<\/p>/.exec(body)?.[1] ?? null
}

export const asksForCode = ({ body }: Shown): boolean => body.includes('name="ringlock_code"')
export const asksForPassword = ({ body }: Shown): boolean => body.includes("type='password'")

/** What the page gives Ringlock's element. */
export function heldLogin({ body }: Shown): {
  readonly api: string
  readonly asked: Readonly<Record<string, unknown>>
} {
  const held = /id="ringlock-held">(.*?)<\/script>/.exec(body)?.[1]
  if (held === undefined) throw new Error(`nothing is held: ${body}`)
  return JSON.parse(held)
}
