import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Arrow } from './arrows.ts'
import { brokenRules } from './rules.ts'

const arrow = (from: string, to: string, typeOnly = false, names: readonly string[] = ['x']): Arrow => ({
  from,
  to,
  typeOnly,
  names,
})

for (const [forbidden, rule] of [
  [arrow('server/login/decide.ts', 'server/lib/clock.ts'), 'login/ imports only'],
  [arrow('server/login/decide.ts', 'server/state/contract/state-store.ts', true), 'login/ imports only'],
  [arrow('server/login/decide.ts', 'adapters/user-store.ts'), 'login/ imports only'],
  [arrow('server/login/decide.ts', 'node:fs'), 'login/ imports only'],
  [
    arrow('server/login/recovery-code.ts', 'node:crypto', false, ['createHmac', 'randomBytes']),
    'login/ imports only',
  ],
  [arrow('server/login/recovery-code.ts', 'node:crypto', false, ['*']), 'login/ imports only'],
  [arrow('server/login/recovery-code.ts', 'node:crypto', false, []), 'login/ imports only'],
  [arrow('server/login/decide.ts', 'otpauth'), 'login/totp.ts alone'],
  [arrow('server/cli/enrol.ts', 'otpauth'), 'login/totp.ts alone'],
  [arrow('server/radius/protocol/packet.ts', 'radius'), 'radius/attributes.ts alone'],
  [arrow('server/cli/login.ts', 'radius/lib/radius.js'), 'radius/attributes.ts alone'],
  [arrow('server/authentication/authenticate.ts', 'server/state/lowdb/open-lowdb.ts'), 'the core imports'],
  [
    arrow('server/authentication/load-login-facts.ts', 'adapters/file/user-store.ts', true),
    'the core imports',
  ],
  [arrow('server/authentication/throttling.ts', 'server/service.ts', true), 'the core imports'],
  [arrow('server/users/list.ts', 'adapters/registry.ts'), 'the core imports'],
  [arrow('server/enrolment/enrolments.ts', 'adapters/registry.ts'), 'the core imports'],
  [arrow('server/enrolment/enrolments.ts', 'server/cli/answer.ts'), 'the core imports'],
  [arrow('server/mail/queue.ts', 'server/state/contract/state-store.ts', true), 'mail/ writes and sends'],
  [arrow('server/mail/render.ts', 'server/notifications/recipient.ts'), 'mail/ writes and sends'],
  [arrow('server/notifications/notices.ts', 'server/http/transport/listener.ts'), 'the core imports'],
  [arrow('server/locales/de.ts', 'server/mail/mailer.ts', true), 'locales/ imports only itself'],
  [arrow('server/radius/listener.ts', 'server/cli/answer.ts'), 'doors never'],
  [arrow('server/cli/serve.ts', 'server/radius/listener.ts', true), 'doors never'],
  [arrow('server/http/transport/listener.ts', 'server/radius/protocol/packet.ts'), 'doors never'],
  [arrow('server/cli/user.ts', 'adapters/registry.ts'), 'open-state.ts and open-user-stores.ts alone'],
  [
    arrow('server/service.ts', 'server/state/lowdb/open-lowdb.ts', true),
    'open-state.ts and open-user-stores.ts alone',
  ],
  [
    arrow('server/config/model.ts', 'server/state/lowdb/open-lowdb.ts'),
    'open-state.ts and open-user-stores.ts alone',
  ],
  [arrow('server/compose/app.ts', 'adapters/file/user-store.ts'), 'the registry alone'],
  [arrow('adapters/registry.ts', 'adapters/file/user-store.ts'), 'the registry alone'],
  [arrow('adapters/sql/kind.ts', 'adapters/ldap/user-store.ts'), 'the registry alone'],
  [arrow('server/config/schema/stores.ts', 'adapters/ldap/kind.ts'), 'the registry alone'],
  [arrow('server/cli/serve.ts', 'server/compose/app.ts'), 'nobody imports app.ts'],
  [arrow('server/compose/app.ts', 'server/main.ts'), 'nobody imports app.ts'],
  [arrow('adapters/file/user-store.ts', 'server/lib/clock.ts'), 'adapters/ imports nothing'],
  [arrow('adapters/file/user-store.ts', 'server/login/policy.ts', true), 'adapters/ imports nothing'],
  [arrow('widgets/api-client.ts', 'server/authentication/login-attempt.ts', true), 'nothing outside server/'],
  [arrow('widgets/api-client.ts', 'server/http/contract/index.ts'), 'nothing outside server/'],
  [arrow('widgets/api-client.ts', 'adapters/user-store.ts', true), 'widgets/ imports itself'],
  [arrow('widgets/parts/qr-code.ts', 'node:buffer'), 'widgets/ imports itself'],
  [arrow('widgets/login/login.ts', 'widgets/build/budgets.ts'), 'widgets/ imports itself'],
  [arrow('widgets/locales/language.ts', '?'), 'widgets/ imports itself'],
  [arrow('widgets/build/main.ts', 'jose'), 'widgets/ imports itself'],
  [arrow('server/http/contract/index.ts', 'server/login/policy.ts', true), 'http/contract imports'],
  [arrow('server/http/contract/words.ts', 'node:fs'), 'http/contract imports'],
  [arrow('server/notifications/reset-by-mail.ts', 'server/http/transport/listener.ts'), 'the core imports'],
  [arrow('server/cli/doctor.ts', 'nodemailer'), 'a package that belongs'],
  [arrow('server/notifications/email-codes.ts', 'hono/http-exception'), 'a package that belongs'],
  [arrow('vite.config.ts', 'server/main.ts'), 'nothing outside server/'],
  [arrow('server/compose/app.ts', 'test/house.test.ts'), 'the service imports itself'],
  [arrow('server/compose/app.ts', 'fast-check'), 'the service imports itself'],
  [arrow('server/compose/app.ts', '?'), 'the service imports itself'],
  [arrow('server/compose/app.ts', 'node:module', false, ['createRequire']), 'the service imports itself'],
] as const) {
  test(`the rules forbid ${forbidden.from} -> ${forbidden.to} (${forbidden.names})`, () => {
    assert.ok(
      brokenRules(forbidden).some((said) => said.startsWith(rule)),
      brokenRules(forbidden).join(),
    )
  })
}

test('the rules let the arrows of the design pass', () => {
  for (const allowed of [
    arrow('server/login/totp.ts', 'otpauth'),
    arrow('server/login/decide.ts', 'server/login/policy.ts'),
    arrow('server/login/policy.ts', 'adapters/user-store.ts', true),
    arrow('server/login/recovery-code.ts', 'node:crypto', false, ['createHmac', 'timingSafeEqual']),
    arrow('server/radius/protocol/attributes.ts', 'radius'),
    arrow('server/radius/access-request.ts', 'server/authentication/authenticate.ts'),
    arrow('server/authentication/load-login-facts.ts', 'server/login/totp.ts'),
    arrow('server/authentication/throttling.ts', 'server/state/contract/state-store.ts', true),
    arrow('server/compose/open-state.ts', 'server/state/postgres/open-postgres.ts'),
    arrow('server/compose/open-user-stores.ts', 'adapters/registry.ts'),
    arrow('server/config/model.ts', 'adapters/registry.ts', true),
    arrow('server/config/schema/stores.ts', 'adapters/registry.ts'),
    arrow('adapters/registry.ts', 'adapters/ldap/kind.ts'),
    arrow('adapters/ldap/kind.ts', 'adapters/ldap/user-store.ts'),
    arrow('server/compose/app.ts', 'adapters/file/user-store.ts', true),
    arrow('server/main.ts', 'server/compose/app.ts'),
    arrow('server/users/directory.ts', 'adapters/user-store.ts', true),
    arrow('adapters/lowdb/json-file.ts', 'lowdb/node'),
    arrow('server/http/contract/index.ts', 'server/http/contract/words.ts'),
    arrow('widgets/api-client.ts', 'server/http/contract/index.ts', true),
    arrow('widgets/parts/qr-code.ts', 'lean-qr/nano'),
    arrow('widgets/locales/loaders-beside.ts', '?'),
    arrow('widgets/build/main.ts', 'node:fs/promises'),
    arrow('widgets/build/typings.ts', 'widgets/build/manifest.ts'),
    arrow('server/locales/de.ts', 'server/locales/texts.ts', true),
    arrow('server/http/transport/listener.ts', 'hono'),
    arrow('test/server/login/totp.test.ts', 'otpauth'),
    arrow('test/server/login/totp.test.ts', 'server/login/totp.ts'),
    arrow('vite.config.ts', 'server/config/json-schema.ts'),
  ]) {
    assert.equal(brokenRules(allowed), [], `${allowed.from} -> ${allowed.to}`)
  }
})

test.run()
