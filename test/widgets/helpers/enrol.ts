import type { UserView } from '../../../server/http/contract/index.ts'
import type { RinglockEnrolment } from '../../../widgets/enrolment/enrolment.ts'
import type { Offer } from '../../../widgets/enrolment/scan.ts'
import { type fakeApi, ok } from './fake-api.ts'
import './fake-canvas.ts'
import { type Me, me } from './me.ts'
import { mount, settled } from './mount.ts'

export const token = 'widget-token-1'
export const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
export const recoveryCodes = ['K7QXM-2VN4P', '9TWRC-HD3F8', 'M2N7B-QX5ZJ']

export function notEnrolled(more: Parameters<typeof me>[0] = {}): Me {
  const none: Partial<UserView> = { state: 'not-enrolled', authenticators: [], recoveryCodesLeft: 0 }
  return me({ ...more, user: { ...none, ...more.user } })
}

export function offer(more: Partial<Offer> = {}): Offer {
  return {
    id: 'offer-1',
    kind: 'app',
    totpSecret,
    uri: `otpauth://totp/Phone%20system:alice?secret=${totpSecret}&issuer=Phone%20system`,
    issuer: 'Phone system',
    account: 'alice',
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
    codes: 1,
    expiresAt: '2030-01-01T00:00:00.000Z',
    ...more,
  }
}

/** The element with a token, for a user without a second factor unless the test has answered otherwise. */
export function mountEnrolment(
  api: ReturnType<typeof fakeApi>,
  properties: Partial<RinglockEnrolment> = {},
  about: Me = notEnrolled(),
): Promise<RinglockEnrolment> {
  api.answer('GET /me', ok(about))
  api.answer('DELETE /me/authenticators/{id}', ok(null))
  return mount('ringlock-enrolment', { tokenProvider: async () => token, ...properties })
}

/** The element with an app's QR code on the screen. */
export async function mountOffered(
  api: ReturnType<typeof fakeApi>,
  more: Partial<Offer> = {},
  properties: Partial<RinglockEnrolment> = {},
): Promise<RinglockEnrolment> {
  api.answer('POST /me/authenticators', ok(offer(more)))
  const enrolment = await mountEnrolment(api, properties)
  await chooseKind(enrolment, 'Authenticator app')
  return enrolment
}

export async function chooseKind(enrolment: Element, name: string): Promise<void> {
  const kinds = [...(enrolment.shadowRoot?.querySelectorAll<HTMLElement>('[part="kind"]') ?? [])]
  kinds.find((kind) => kind.textContent?.includes(name))?.click()
  await settled(enrolment)
}

/** The names of the events that an element sends, as they are sent. */
export function heardFrom(element: Element, ...names: string[]): string[] {
  const heard: string[] = []
  for (const name of names) element.addEventListener(name, () => heard.push(name))
  return heard
}
