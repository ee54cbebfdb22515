import type { JWTPayload } from 'jose'
import * as assert from 'uvu/assert'
import { aliceCodes } from './alice.ts'
import { createSigner, type Signer, withAssertion } from './forged-assertions.ts'
import { giveCode, givePassword, heldLogin, visitorOf, whoIsIn } from './fusionpbx-login.ts'
import type { FusionpbxSite, PbxUser } from './fusionpbx-site.ts'
import { fusionpbxSuite } from './fusionpbx-suite.ts'
import type { Shown, Visitor } from './web-visitor.ts'

interface Proven {
  readonly site: FusionpbxSite
  /** Ringlock publishes its key. */
  readonly known: Signer
  readonly unknown: Signer
}

const test = fusionpbxSuite('the FusionPBX module: the proof of a login', {
  prepare: async () => ({ known: await createSigner('known'), unknown: await createSigner('unknown') }),
})
let users = 0

/** A whole login whose assertion is another; who is in then. */
async function login(
  { site, known }: Proven,
  make: (claims: JWTPayload, signer: Signer) => Promise<string>,
): Promise<string | null> {
  site.front.interfere(withAssertion((claims) => make(claims, known), [known]))
  const user = await site.addUser({ name: `assertion-${++users}` })
  const visitor = visitorOf(site, user.domain)
  return whoIsIn(await giveCode(visitor, await givePassword(visitor, user), aliceCodes()[0]))
}

test('one that is right in everything lets in: the refusals below are for what they change', async (context) => {
  assert.is(await login(context, (claims, signer) => signer.sign(claims)), 'assertion-1@a.example.test')
})

const now = () => Math.floor(Date.now() / 1000)
type Change = (claims: JWTPayload) => JWTPayload
const changes: readonly (readonly [what: string, why: string, change: Change])[] = [
  [
    'another user',
    'of another user',
    (claims) => ({ ...claims, sub: 'pbx:90000000-0000-4000-8000-000000000001' }),
  ],
  [
    'another store',
    'of another user',
    ({ sub, ...claims }) => ({ ...claims, sub: sub?.replace('pbx:', 'other:') ?? '' }),
  ],
  ['another portal', 'for another portal', (claims) => ({ ...claims, aud: 'another' })],
  ['another issuer', 'of another issuer', (claims) => ({ ...claims, iss: 'https://another.example.test' })],
  ['another login', 'of another login', (claims) => ({ ...claims, nonce: 'another' })],
  ['no login', 'of another login', ({ nonce, ...claims }) => claims],
  ['an hour ago', 'clock says', (claims) => ({ ...claims, iat: now() - 3600, exp: now() - 3540 })],
  ['an hour ahead', 'clock says', (claims) => ({ ...claims, iat: now() + 3600, exp: now() + 3660 })],
  ['no end', 'its times', ({ exp, ...claims }) => claims],
]
for (const [what, why, change] of changes) {
  test(`one of ${what} is refused`, async (context) => {
    assert.is(await login(context, (claims, signer) => signer.sign(change(claims))), null)
    const lines = (await context.site.syslog()).split('\n').filter((line) => line.includes('is refused'))
    assert.match(lines.at(-1) ?? '', why)
  })
}

test('one by a key that Ringlock does not publish, tampered, or signed by nothing is refused', async (context) => {
  assert.is(await login(context, (claims) => context.unknown.sign(claims)), null)
  const flip = (text: string) => (text.endsWith('A') ? `${text.slice(0, -1)}Q` : `${text.slice(0, -1)}A`)
  assert.is(await login(context, async (claims, signer) => flip(await signer.sign(claims))), null)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  assert.is(await login(context, async (claims) => `${part({ alg: 'none' })}.${part(claims)}.`), null)
  const hs256 = (claims: JWTPayload, { kid }: Signer) => `${part({ alg: 'HS256', kid })}.${part(claims)}.AAAA`
  assert.is(await login(context, async (claims, signer) => hs256(claims, signer)), null)
})

test('a key that Ringlock begins to use is fetched', async (context) => {
  assert.is(typeof (await login(context, (claims, signer) => signer.sign(claims))), 'string')
  const { site } = context
  const next = await createSigner('next')
  // Keys are not fetched more often than every ten seconds; the file is of the fetch before.
  await site.forgetKeys()
  site.front.interfere(withAssertion(next.sign, [next]))
  const user = await site.addUser({ name: 'rotation' })
  const visitor = visitorOf(site, user.domain)
  const inside = await giveCode(visitor, await givePassword(visitor, user), aliceCodes()[0])
  assert.is(whoIsIn(inside), 'rotation@a.example.test')
})

/** The browser answers by itself, as the element does, and posts the assertion. */
async function answerInBrowser(site: FusionpbxSite, shown: Shown, code: string): Promise<string> {
  const { asked } = heldLogin(shown)
  const response = await fetch(`${site.url}/ringlock/api/v1/login/challenge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: site.url },
    body: JSON.stringify({ challenge: asked.challenge, factor: 'totp', code }),
  })
  const { assertion } = JSON.parse(await response.text())
  return String(assertion)
}
const post = (visitor: Visitor, { hidden }: Shown, assertion: string) =>
  visitor.post('/login.php', { ...hidden, ringlock: 'assertion', ringlock_assertion: assertion })
const begin = async (site: FusionpbxSite, user: PbxUser) => {
  const visitor = visitorOf(site, user.domain)
  return { visitor, asked: await givePassword(visitor, user) }
}

test('an assertion that the browser got by itself lets in once, and in no other login', async ({ site }) => {
  const user = await site.addUser({ name: 'browser' })
  const [first, second] = [await begin(site, user), await begin(site, user)]
  const assertion = await answerInBrowser(site, first.asked, aliceCodes()[0])
  assert.is(whoIsIn(await post(second.visitor, second.asked, assertion)), null)
  assert.is(whoIsIn(await post(first.visitor, first.asked, assertion)), 'browser@a.example.test')

  await first.visitor.get('/logout.php')
  const again = await givePassword(first.visitor, user)
  assert.is(whoIsIn(await post(first.visitor, again, assertion)), null)
})

test("another user's challenge and code, under one's own password, let no one in", async ({ site }) => {
  const [mallory, victim] = [await site.addUser({ name: 'mallory' }), await site.addUser({ name: 'victim' })]
  const [own, other] = [await begin(site, mallory), await begin(site, victim)]
  const assertion = await answerInBrowser(site, other.asked, aliceCodes()[0])
  assert.is(whoIsIn(await post(own.visitor, own.asked, assertion)), null)
  assert.is(whoIsIn(await own.visitor.get('/core/dashboard/')), null)
})

test('an assertion that Ringlock does not redeem lets no one in', async ({ site }) => {
  const user = await site.addUser({ name: 'unredeemed' })
  const { visitor, asked } = await begin(site, user)
  site.front.interfere(({ call }) => (call.endsWith('/redeem') ? { status: 500, body: '{}' } : null))
  assert.is(whoIsIn(await giveCode(visitor, asked, aliceCodes()[0])), null)
})

test.run()
