/**
 * Which part of the program may take from which: everything that is not here is forbidden. `type X` allows types alone.
 * A part is a file, or a folder with what no longer entry below it covers. server/README.md prints this list.
 */
export interface Part {
  readonly does: string
  readonly takes: readonly string[]
  readonly packages?: readonly string[]
}

const contract = 'adapters/user-store.ts'
const userStoreKind = ['adapters/', contract]
const verifyingKind = [...userStoreKind, 'adapters/passwords/']
const sqlKind = [...verifyingKind, 'adapters/database/']

export const parts: Readonly<Record<string, Part>> = {
  'server/main.ts': {
    does: 'turns argv into a command; the only process.exit',
    takes: ['server/cli/', 'server/compose/', 'server/lib/'],
  },
  'server/compose/': {
    does: 'builds a service from its configuration, opens and closes it; alone knows concrete stores',
    takes: [
      ...['server/service.ts', 'server/http/', 'server/radius/'],
      ...[
        'server/authentication/',
        'server/enrolment/',
        'server/notifications/',
        'server/users/',
        'server/mail/',
      ],
      ...[
        'server/state/',
        'server/state/contract/',
        'server/state/keys/',
        'server/state/lowdb/',
        'server/state/postgres/',
      ],
      ...[
        'server/audit/',
        'server/backup/',
        'server/config/',
        'server/disk/',
        'server/modules/',
        'server/branding/',
      ],
      ...['server/shipping/', 'server/alerts/', 'server/lib/', 'package.json'],
      ...[
        'adapters/',
        contract,
        'adapters/registry.ts',
        'adapters/lowdb/',
        'adapters/passwords/',
        'type adapters/file/',
      ],
    ],
    packages: ['pino', 'prom-client'],
  },
  'server/service.ts': {
    does: 'what a running service is, for those who listen',
    takes: [
      ...[
        'type server/authentication/',
        'type server/enrolment/',
        'type server/notifications/',
        'type server/users/',
      ],
      ...[
        'type server/state/',
        'type server/state/contract/',
        'type server/state/keys/',
        'type server/audit/',
        'type server/backup/',
      ],
      ...[
        'type server/branding/',
        'type server/config/',
        'type server/disk/',
        'type server/lib/',
        'type server/mail/',
        'type server/modules/',
        'type server/radius/',
      ],
      ...['type adapters/file/', 'type adapters/passwords/', `type ${contract}`],
    ],
  },
  'server/branding/': {
    does: 'whose service users see: name, logo, accent, support',
    takes: ['server/config/'],
  },
  'server/radius/': {
    does: 'the responder: from a datagram to a login and back',
    takes: [
      'server/radius/protocol/',
      'server/authentication/',
      'server/config/',
      'server/locales/',
      'server/lib/',
      `type ${contract}`,
    ],
  },
  'server/radius/protocol/': {
    does: 'packets, attributes, shared secrets and a client; a leaf that could be a package',
    takes: [],
    packages: ['radius'],
  },
  'server/http/': {
    does: 'the HTTP listener and its routes; http/README.md',
    takes: [
      ...['server/http/admin/', 'server/http/api/', 'type server/http/contract/', 'server/http/login/'],
      ...['server/http/monitoring/', 'server/http/pages/', 'server/http/self/', 'server/http/transport/'],
      ...['type server/service.ts', 'server/lib/'],
    ],
    packages: ['hono'],
  },
  'server/http/login/': {
    does: 'calls for logging in, resetting, and a portal’s tokens',
    takes: [
      ...['server/http/api/', 'server/http/contract/', 'server/http/transport/', 'server/authentication/'],
      ...[
        'server/notifications/',
        'server/users/',
        'server/login/',
        'type server/state/contract/',
        'server/lib/',
        contract,
      ],
    ],
  },
  'server/http/self/': {
    does: 'what users do with their own second factor',
    takes: [
      ...['server/http/api/', 'server/http/contract/', 'server/http/transport/', 'server/authentication/'],
      ...[
        'server/enrolment/',
        'server/users/',
        'server/login/',
        'server/audit/',
        'type server/notifications/',
        'server/lib/',
      ],
    ],
  },
  'server/http/admin/': {
    does: 'what admins do for others, and who may',
    takes: [
      ...[
        'server/http/api/',
        'server/http/contract/',
        'server/http/transport/',
        'server/enrolment/',
        'server/users/',
      ],
      ...[
        'server/login/',
        'server/audit/',
        'type server/config/',
        'type server/state/contract/',
        'server/lib/',
        contract,
      ],
    ],
  },
  'server/http/pages/': {
    does: 'the pages behind mailed links, of the API and of the outbox',
    takes: [
      ...[
        'server/http/api/',
        'server/http/self/',
        'server/http/transport/',
        'server/locales/',
        'server/mail/',
      ],
      ...['server/branding/', 'server/notifications/', 'server/users/', 'server/login/', 'server/lib/'],
    ],
    packages: ['hono'],
  },
  'server/http/monitoring/': {
    does: 'readiness and metrics',
    takes: [
      ...['type server/http/api/', 'server/http/transport/', 'server/state/'],
      ...['type server/disk/', 'server/lib/', `type ${contract}`],
    ],
  },
  'server/http/api/': {
    does: 'one call: who makes it, with what, and what it is answered',
    takes: [
      ...[
        'server/http/contract/',
        'server/http/transport/',
        'type server/service.ts',
        'type server/authentication/',
      ],
      ...[
        'server/enrolment/',
        'type server/users/',
        'type server/state/contract/',
        'type server/state/keys/',
      ],
      ...['server/config/', 'server/disk/', 'server/lib/', contract, 'package.json'],
    ],
    packages: ['jose', 'zod'],
  },
  'server/http/transport/': {
    does: 'bytes, addresses, headers and errors of HTTP',
    takes: ['type server/http/contract/', 'type server/config/', 'server/lib/'],
    packages: ['hono', '@hono/node-server'],
  },
  'server/http/contract/': {
    does: 'the API as data; the widgets take its types',
    takes: [],
    packages: ['zod'],
  },
  'server/cli/': {
    does: 'one file a command; doctor; the demo',
    takes: [
      ...[
        'server/control/',
        'type server/service.ts',
        'server/service.ts',
        'server/config/',
        'server/audit/',
        'server/backup/',
      ],
      ...[
        'server/authentication/',
        'server/enrolment/',
        'server/login/',
        'server/mail/',
        'server/notifications/',
      ],
      ...['server/state/', 'server/state/contract/', 'server/state/keys/', 'server/disk/', 'server/lib/'],
      ...['server/users/', 'server/radius/protocol/', 'adapters/lowdb/', contract, 'docs/portal.mjs'],
      'server/modules/',
      'package.json',
    ],
    packages: ['commander', 'lean-qr'],
  },
  'server/control/': {
    does: 'the socket that commands reach a running service by, and what is done there',
    takes: [
      ...[
        'type server/service.ts',
        'server/authentication/',
        'server/enrolment/',
        'server/users/',
        'server/login/',
      ],
      ...['server/state/', 'server/state/contract/', 'server/state/keys/', 'server/audit/', 'server/lib/'],
      ...['server/backup/', contract, 'type adapters/file/'],
    ],
  },
  'server/authentication/': {
    does: 'one login: facts, code, throttle, decision, claim, audit line',
    takes: [
      ...['server/login/', 'server/users/', 'server/state/', 'type server/state/contract/'],
      ...['type server/state/keys/', 'type server/audit/', 'type server/disk/', 'server/lib/', contract],
    ],
  },
  'server/login/': {
    does: 'the pure rules: no I/O, no clock, no randomness',
    takes: [`type ${contract}`],
    packages: ['otpauth'],
  },
  'server/enrolment/': {
    does: 'the life of an authenticator; import of devices and set-ups',
    takes: [
      ...[
        'server/login/',
        'server/users/',
        'server/state/',
        'type server/state/contract/',
        'server/state/keys/',
        'server/audit/',
      ],
      ...['server/lib/', `type ${contract}`],
    ],
    packages: ['csv-parse', 'saxes'],
  },
  'server/notifications/': {
    does: 'what is done through a mail: codes, links, notices',
    takes: [
      ...[
        'server/login/',
        'server/users/',
        'type server/enrolment/',
        'server/authentication/',
        'type server/mail/',
      ],
      ...[
        'type server/state/contract/',
        'type server/state/keys/',
        'type server/audit/',
        'type server/config/',
      ],
      ...['type server/disk/', 'type server/locales/', 'server/lib/', `type ${contract}`],
    ],
  },
  'server/users/': {
    does: 'the user stores as one, and how each user stands',
    takes: ['server/login/', 'type server/state/contract/', 'server/lib/', contract],
  },
  'server/mail/': {
    does: 'the queue, the mail server, the messages',
    takes: [
      'server/branding/',
      ...['server/locales/', 'server/config/', 'type server/state/keys/'],
      ...['type server/disk/', 'server/lib/', 'adapters/lowdb/'],
    ],
    packages: ['nodemailer', 'lean-qr'],
  },
  'server/locales/': {
    does: 'what mail, pages and RADIUS replies in the grace period say, a file for each of ten languages',
    takes: [],
  },
  'server/audit/': {
    does: 'the audit log: a line for each decision and change, chained and synced',
    takes: ['server/lib/', 'adapters/lowdb/'],
  },
  'server/state/': {
    does: 'what both stores share: rules, tables, copies, the data folder',
    takes: ['server/state/contract/', 'server/login/', 'server/lib/', 'adapters/lowdb/'],
  },
  'server/state/contract/': {
    does: 'what a state store does, by aggregate',
    takes: ['server/login/', 'type server/audit/'],
  },
  'server/state/keys/': {
    does: 'master keys, sealing, and what is derived from them',
    takes: [
      ...['server/state/', 'server/state/contract/', 'server/login/', 'type server/audit/', 'server/lib/'],
      'adapters/lowdb/',
    ],
    packages: ['jose'],
  },
  'server/state/lowdb/': {
    does: 'the embedded store: memory, journal, folded files',
    takes: [
      'server/state/',
      'server/state/contract/',
      'server/state/keys/',
      'server/login/',
      'type server/audit/',
      'server/lib/',
      'adapters/lowdb/',
    ],
    packages: ['zod'],
  },
  'server/state/postgres/': {
    does: 'the store for several services: one statement an operation',
    takes: [
      'server/state/',
      'server/state/contract/',
      'server/state/keys/',
      'server/login/',
      'type server/audit/',
      'server/lib/',
      'adapters/',
    ],
    packages: ['pg'],
  },
  'server/config/': {
    does: 'ringlock.yaml: read, checked, every fault with its line',
    takes: [
      'server/alerts/',
      ...['adapters/', 'adapters/registry.ts', contract, 'server/locales/', 'server/login/', 'server/lib/'],
      ...['type server/audit/', 'type server/authentication/'],
    ],
    packages: ['zod', 'yaml'],
  },
  'server/modules/': {
    does: 'asks the modules in PBXs how they stand, and watches them',
    takes: ['type server/config/', 'server/lib/'],
    packages: ['zod'],
  },
  'server/alerts/': {
    does: 'what operators are told of at once: grouped, and not too often',
    takes: ['type server/audit/', 'type server/authentication/', 'server/login/'],
  },
  'server/shipping/': {
    does: 'sends the audit log to syslog and webhooks, line by line',
    takes: ['server/audit/', 'type server/config/', 'server/lib/', 'adapters/lowdb/'],
    packages: ['zod'],
  },
  'server/backup/': {
    does: 'the form of a backup: written, verified, and put in place',
    takes: [...['server/state/', 'server/state/keys/', 'server/audit/', 'server/lib/', 'adapters/lowdb/']],
  },
  'server/disk/': {
    does: 'whether there is room for a login, and the reserve',
    takes: ['server/lib/', 'adapters/lowdb/'],
  },
  'server/lib/': { does: 'helpers that know nothing of ours', takes: [] },

  [contract]: { does: 'the contract of a user store', takes: [] },
  'adapters/registry.ts': {
    does: 'every kind of user store, a line each',
    takes: [
      ...[
        'type adapters/',
        'adapters/file/',
        'adapters/freepbx/',
        'adapters/fusionpbx/',
        'adapters/issabel/',
      ],
      ...['adapters/ldap/', 'adapters/radius/', 'adapters/sql/'],
    ],
  },
  'adapters/': {
    does: 'what a kind of user store is made of',
    takes: [`type ${contract}`, 'type adapters/passwords/'],
    packages: ['zod'],
  },
  'adapters/passwords/': {
    does: 'password hashes, and the threads that compute them',
    takes: [`type ${contract}`],
    packages: ['@node-rs/argon2', '@node-rs/bcrypt'],
  },
  'adapters/database/': {
    does: 'MariaDB and PostgreSQL as user stores see them',
    takes: verifyingKind,
    packages: ['zod', 'mysql2', 'pg'],
  },
  'adapters/lowdb/': {
    does: 'JSON files that survive a crash, and the lock of a folder',
    takes: [],
    packages: ['lowdb', 'zod'],
  },
  'adapters/file/': { does: 'users.json', takes: [...verifyingKind, 'adapters/lowdb/'], packages: ['zod'] },
  'adapters/freepbx/': { does: 'FreePBX', takes: sqlKind, packages: ['zod'] },
  'adapters/fusionpbx/': { does: 'FusionPBX', takes: sqlKind },
  'adapters/issabel/': { does: 'Issabel', takes: sqlKind, packages: ['node-sqlite3-wasm'] },
  'adapters/ldap/': { does: 'LDAP and Active Directory', takes: userStoreKind, packages: ['ldapts', 'zod'] },
  'adapters/radius/': {
    does: 'another RADIUS server',
    takes: [...userStoreKind, 'server/radius/protocol/'],
    packages: ['zod'],
  },
  'adapters/sql/': { does: 'any table, by queries of the configuration', takes: sqlKind, packages: ['zod'] },

  'docs/portal.mjs': {
    does: 'a portal in one file, which the demo extends',
    takes: [],
    packages: ['jose'],
  },

  'widgets/': { does: 'the elements', takes: ['type server/http/contract/'], packages: ['lit', 'lean-qr'] },
  'widgets/build/': { does: 'makes the bundles', takes: [], packages: ['vite'] },
}
