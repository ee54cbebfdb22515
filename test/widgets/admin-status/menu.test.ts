import * as assert from 'uvu/assert'
import '../../../widgets/admin-status/admin-status.ts'
import { bob, carol, menuButton, menuItems, mountAdmin, one, press, usersPage } from '../helpers/admin.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { ok } from '../helpers/fake-api.ts'
import { me, user } from '../helpers/me.ts'
import { mount, settled } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('admin-status: the menu of a user')

const focused = (admin: Element) => admin.shadowRoot?.activeElement?.textContent?.trim()

test('offers what can be done with an enrolled user', async ({ api }) => {
  const admin = await mountAdmin(api)
  menuButton(admin, 'Carol Singer').click()
  await settled(admin)
  assert.equal(menuItems(admin), [
    'Assign hardware',
    'Show the audit trail',
    'Require 2FA',
    'Do not require 2FA',
    'As the policy says',
    'Disable 2FA, keep the setup',
    'Delete 2FA setup',
  ])
  assert.is(one(admin, '[aria-checked="true"]').textContent?.trim(), 'As the policy says')
  await expectNoViolations(admin)
})

test('says "2FA not enabled" where there is nothing to delete', async ({ api }) => {
  const admin = await mountAdmin(api)
  menuButton(admin, 'Bob Builder').click()
  await settled(admin)
  assert.is(menuItems(admin)[0], 'Send the setup mail')
  assert.is(menuItems(admin).at(-1), '2FA not enabled')
  one(admin, '[role="menu"] > [aria-disabled]').click()
  assert.is(menuItems(admin).length, 7)
  await expectNoViolations(admin)
})

test('offers to unlock who is locked, to enable what is disabled, and no mail without an address', async ({
  api,
}) => {
  const off = { ...carol.authenticators[0], enabled: false }
  const admin = await mountAdmin(api, [
    {
      ...carol,
      locked: true,
      state: 'disabled',
      authenticators: [off as (typeof carol.authenticators)[number]],
    },
    { ...bob, email: null },
  ])
  menuButton(admin, 'Carol Singer').click()
  await settled(admin)
  assert.is(menuItems(admin)[0], 'Unlock')
  assert.ok(menuItems(admin).includes('Enable 2FA again'))
  menuButton(admin, 'Bob Builder').click()
  await settled(admin)
  assert.is(menuItems(admin)[0], 'Assign hardware')
})

test('offers no mail where none is sent, and the audit log alone of whom is not to be managed', async ({
  api,
}) => {
  api.answer('GET /me', ok(me({ mail: false })))
  api.answer(
    'GET /users',
    ok(usersPage([bob, user({ key: 'local:9', displayName: 'Root', manageable: false })])),
  )
  const admin = await mount('ringlock-admin-status', { tokenProvider: async () => 'widget-token-1' })
  menuButton(admin, 'Bob Builder').click()
  await settled(admin)
  assert.is(menuItems(admin)[0], 'Assign hardware')
  menuButton(admin, 'Root').click()
  await settled(admin)
  assert.equal(menuItems(admin), ['Show the audit trail'])
})

test('is walked through with the keyboard, and gives the focus back', async ({ api }) => {
  const admin = await mountAdmin(api)
  const opener = menuButton(admin, 'Carol Singer')
  opener.focus()
  await press(admin, 'ArrowDown')
  assert.is(opener.getAttribute('aria-expanded'), 'true')
  assert.is(focused(admin), 'Assign hardware')
  await press(admin, 'ArrowDown')
  assert.is(focused(admin), 'Show the audit trail')
  await press(admin, 'End')
  assert.is(focused(admin), 'Delete 2FA setup')
  await press(admin, 'ArrowDown')
  assert.is(focused(admin), 'Assign hardware')
  await press(admin, 'ArrowUp')
  assert.is(focused(admin), 'Delete 2FA setup')
  await press(admin, 'Home')
  await press(admin, 'Escape')
  assert.is(admin.shadowRoot?.activeElement, opener)
  assert.is(opener.getAttribute('aria-expanded'), 'false')
  await press(admin, 'ArrowUp')
  assert.is(focused(admin), 'Delete 2FA setup')
  await press(admin, 'Tab')
  assert.equal(menuItems(admin), [])
  assert.is(admin.shadowRoot?.activeElement, opener)
})

test('closes by a press outside, and when another one opens', async ({ api }) => {
  const admin = await mountAdmin(api)
  menuButton(admin, 'Carol Singer').click()
  await settled(admin)
  menuButton(admin, 'Bob Builder').click()
  await settled(admin)
  assert.is(admin.renderRoot.querySelectorAll('[role="menu"]').length, 1)
  document.body.dispatchEvent(new Event('pointerdown', { bubbles: true, composed: true }))
  await settled(admin)
  assert.equal(menuItems(admin), [])
})

test.run()
