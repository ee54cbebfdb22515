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

for (const forbidden of [
  arrow('server/login/decide.ts', 'server/lib/clock.ts'),
  arrow('server/login/decide.ts', 'server/state/contract/state-store.ts', true),
  arrow('server/login/decide.ts', 'adapters/user-store.ts'),
  arrow('server/login/decide.ts', 'node:fs'),
  arrow('server/login/recovery-code.ts', 'node:crypto', false, ['createHmac', 'randomBytes']),
  arrow('server/login/recovery-code.ts', 'node:crypto', false, ['*']),
  arrow('server/login/recovery-code.ts', 'node:crypto', false, []),
  arrow('server/login/decide.ts', 'otpauth'),
  arrow('server/cli/enrol.ts', 'otpauth'),
  arrow('server/radius/protocol/packet.ts', 'radius'),
  arrow('server/cli/login.ts', 'radius/lib/radius.js'),
  arrow('server/authentication/authenticate.ts', 'server/state/lowdb/open-lowdb.ts'),
  arrow('server/authentication/load-login-facts.ts', 'adapters/file/user-store.ts', true),
  arrow('server/authentication/throttling.ts', 'server/service.ts', true),
  arrow('server/users/list.ts', 'adapters/registry.ts'),
  arrow('server/enrolment/enrolments.ts', 'adapters/registry.ts'),
  arrow('server/enrolment/enrolments.ts', 'server/cli/answer.ts'),
  arrow('server/mail/queue.ts', 'server/state/contract/state-store.ts', true),
  arrow('server/mail/render.ts', 'server/notifications/recipient.ts'),
  arrow('server/notifications/notices.ts', 'server/http/transport/listener.ts'),
  arrow('server/locales/de.ts', 'server/mail/mailer.ts', true),
  arrow('server/radius/listener.ts', 'server/cli/answer.ts'),
  arrow('server/cli/serve.ts', 'server/radius/listener.ts', true),
  arrow('server/http/transport/listener.ts', 'server/radius/protocol/packet.ts'),
  arrow('server/cli/user.ts', 'adapters/registry.ts'),
  arrow('server/service.ts', 'server/state/lowdb/open-lowdb.ts', true),
  arrow('server/config/model.ts', 'server/state/lowdb/open-lowdb.ts'),
  arrow('server/compose/app.ts', 'adapters/file/user-store.ts'),
  arrow('adapters/registry.ts', 'adapters/file/user-store.ts'),
  arrow('adapters/sql/kind.ts', 'adapters/ldap/user-store.ts'),
  arrow('server/config/schema/stores.ts', 'adapters/ldap/kind.ts'),
  arrow('server/cli/serve.ts', 'server/compose/app.ts'),
  arrow('server/compose/app.ts', 'server/main.ts'),
  arrow('adapters/file/user-store.ts', 'server/lib/clock.ts'),
  arrow('adapters/file/user-store.ts', 'server/login/policy.ts', true),
  arrow('widgets/api-client.ts', 'server/authentication/login-attempt.ts', true),
  arrow('widgets/api-client.ts', 'server/http/contract/index.ts'),
  arrow('widgets/api-client.ts', 'adapters/user-store.ts', true),
  arrow('widgets/parts/qr-code.ts', 'node:buffer'),
  arrow('widgets/login/login.ts', 'widgets/build/bundles.ts'),
  arrow('widgets/locales/language.ts', '?'),
  arrow('widgets/build/main.ts', 'jose'),
  arrow('server/http/contract/index.ts', 'server/login/policy.ts', true),
  arrow('server/http/contract/words.ts', 'node:fs'),
  arrow('server/notifications/reset-by-mail.ts', 'server/http/transport/listener.ts'),
  arrow('server/cli/doctor.ts', 'nodemailer'),
  arrow('server/notifications/email-codes.ts', 'hono/http-exception'),
  arrow('vite.config.ts', 'server/main.ts'),
  arrow('packaging/tree.ts', 'server/compose/app.ts'),
  arrow('server/compose/app.ts', 'test/house.test.ts'),
  arrow('server/compose/app.ts', 'fast-check'),
  arrow('server/compose/app.ts', '?'),
  arrow('server/compose/app.ts', 'node:module', false, ['createRequire']),
  arrow('server/state/lowdb/journal.ts', 'server/http/transport/reply.ts', true),
  arrow('server/audit/audit-file.ts', 'server/cli/terminal.ts'),
  arrow('server/mail/queue.ts', 'server/enrolment/enrolments.ts', true),
  arrow('server/radius/protocol/packet.ts', 'server/lib/clock.ts', true),
  arrow('server/lib/clock.ts', 'server/disk/room.ts', true),
  arrow('server/new-part/x.ts', 'server/lib/clock.ts'),
]) {
  test(`the rules forbid ${forbidden.from} -> ${forbidden.to} (${forbidden.names})`, () => {
    assert.ok(brokenRules(forbidden).length > 0)
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
    arrow('packaging/command-table.ts', 'server/cli/program.ts'),
  ]) {
    assert.equal(brokenRules(allowed), [], `${allowed.from} -> ${allowed.to}`)
  }
})

test.run()
