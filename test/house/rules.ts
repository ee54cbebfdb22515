import { builtinModules } from 'node:module'
import packageJson from '../../package.json' with { type: 'json' }
import type { Arrow } from './arrows.ts'

interface Rule {
  readonly says: string
  readonly isBroken: (arrow: Arrow) => boolean
}

const pureHashes = ['createHash', 'createHmac', 'hash', 'timingSafeEqual']
const doors = ['server/radius/', 'server/http/', 'server/cli/']
const core = [
  'server/authentication/authenticate.ts',
  'server/authentication/load-login-facts.ts',
  'server/authentication/verify-code.ts',
  'server/authentication/trusted-devices.ts',
  'server/authentication/throttling.ts',
  'server/authentication/known-places.ts',
  'server/authentication/shared-refusals.ts',
  'server/users/',
  'server/enrolment/',
  'server/mailed/',
]
/** Packages that one room alone knows. */
const roomOf: Readonly<Record<string, string>> = {
  hono: 'server/http/',
  '@hono/node-server': 'server/http/',
  jose: 'server/http/',
  nodemailer: 'server/mail/',
  'csv-parse': 'server/enrolment/hardware-files/',
  saxes: 'server/enrolment/hardware-files/',
  lit: 'widgets/',
  ldapts: 'adapters/',
  mysql2: 'adapters/',
  'node-sqlite3-wasm': 'adapters/',
}
const contract = 'server/http/contract/index.ts'
const widgetBuild = 'widgets/build/'
const contractFiles = [contract, 'server/http/contract/']
const concreteStores = [
  'server/state/lowdb/open-lowdb.ts',
  'server/state/postgres/open-postgres.ts',
  'adapters/registry.ts',
]
const kindOfUserStore = /^(adapters\/[\w-]+\/)kind\.ts$/
const codeOfUserStore = /^(adapters\/[\w-]+\/)user-store\.ts$/
/** The composition root's parts that open the stores. */
const storeOpeners = ['server/compose/open-state.ts', 'server/compose/open-user-stores.ts']
const stateInterfaces = [
  'server/state/contract/state-store.ts',
  'server/state/keys/claim-key.ts',
  'server/state/contract/claims.ts',
  'server/state/keys/sealing.ts',
  'server/state/keys/totp-keys.ts',
]
const { dependencies, optionalDependencies } = packageJson
const installed = [...Object.keys({ ...dependencies, ...optionalDependencies }), ...builtinModules]

const rules: readonly Rule[] = [
  {
    says: "login/ imports only itself, otpauth, node:crypto's pure hashes and types of adapters/user-store.ts",
    isBroken: (arrow) => isIn(arrow.from, ['server/login/']) && !isPure(arrow),
  },
  {
    says: 'login/totp.ts alone imports otpauth',
    isBroken: ({ from, to }) => isOurs(from) && isPackage(to, 'otpauth') && from !== 'server/login/totp.ts',
  },
  {
    says: 'radius/attributes.ts alone imports radius',
    isBroken: ({ from, to }) =>
      isIn(from, ['server/']) && isPackage(to, 'radius') && from !== 'server/radius/protocol/attributes.ts',
  },
  {
    says: 'the core imports login/ and the interfaces of the stores, never a store, a door or the root',
    isBroken: ({ from, to }) => isIn(from, core) && isConcrete(to),
  },
  {
    says: 'mail/ writes and sends: it knows no door, no user store and not what Ringlock remembers',
    isBroken: ({ from, to }) =>
      isIn(from, ['server/mail/']) &&
      isIn(to, [
        ...doors,
        'server/mailed/',
        'server/state/contract/state-store.ts',
        ...concreteStores,
        'adapters/user-store.ts',
      ]),
  },
  {
    says: 'locales/ imports only itself',
    isBroken: ({ from, to }) => isIn(from, ['server/locales/']) && !isIn(to, ['server/locales/']),
  },
  {
    says: 'doors never import each other',
    isBroken: ({ from, to }) => {
      const door = doors.find((folder) => from.startsWith(folder))
      return door !== undefined && isIn(to, doors) && !to.startsWith(door)
    },
  },
  {
    says: 'open-state.ts and open-user-stores.ts alone import the concrete stores; config/ takes what their kinds may be told',
    isBroken: ({ from, to }) =>
      isOurs(from) &&
      concreteStores.includes(to) &&
      !storeOpeners.includes(from) &&
      !(isIn(from, ['server/config/']) && to === 'adapters/registry.ts'),
  },
  {
    says: 'the registry alone imports the kinds of user stores, and a kind alone its code',
    isBroken: ({ from, to, typeOnly }) => {
      if (!isOurs(from) || typeOnly) return false
      if (kindOfUserStore.test(to)) return from !== 'adapters/registry.ts'
      const folder = codeOfUserStore.exec(to)?.[1]
      return folder !== undefined && from !== `${folder}kind.ts`
    },
  },
  {
    says: 'nobody imports app.ts but main.ts, and nobody imports main.ts',
    isBroken: ({ from, to }) =>
      isOurs(from) &&
      (to === 'server/main.ts' || (to === 'server/compose/app.ts' && from !== 'server/main.ts')),
  },
  {
    says: 'adapters/ imports nothing from server/',
    isBroken: ({ from, to }) => isIn(from, ['adapters/']) && isIn(to, ['server/']),
  },
  {
    says: 'nothing outside server/ imports server/; the build takes the schema of the configuration, the widgets the types of the HTTP contract',
    isBroken: ({ from, to, typeOnly }) =>
      isIn(to, ['server/']) &&
      !isIn(from, ['server/', 'adapters/', 'test/']) &&
      !(from === 'vite.config.ts' && to === 'server/config/json-schema.ts') &&
      !(isIn(from, ['widgets/']) && to === contract && typeOnly),
  },
  {
    says: 'http/contract imports zod and nothing of ours',
    isBroken: ({ from, to }) => isIn(from, contractFiles) && to !== 'zod' && !isIn(to, contractFiles),
  },
  {
    says: "widgets/ imports itself, lit, lean-qr and the contract's types; its build imports vite and node: beside",
    isBroken: ({ from, to }) =>
      isIn(from, ['widgets/']) &&
      !(isIn(to, ['widgets/']) && (isIn(from, [widgetBuild]) || !isIn(to, [widgetBuild]))) &&
      to !== contract &&
      !['lit', 'lean-qr'].some((name) => isPackage(to, name)) &&
      !(from === 'widgets/locales/loaders-beside.ts' && to === '?') &&
      !(isIn(from, [widgetBuild]) && (to === 'vite' || to.startsWith('node:'))),
  },
  {
    says: 'a package that belongs to one room is imported there alone',
    isBroken: ({ from, to }) => {
      const owned = Object.keys(roomOf).find((name) => isPackage(to, name))
      return (
        isIn(from, ['server/', 'adapters/', 'widgets/']) &&
        owned !== undefined &&
        !from.startsWith(roomOf[owned] ?? '')
      )
    },
  },
  {
    says: 'the service imports itself and installed dependencies, by names that can be read',
    isBroken: ({ from, to, names }) => isOurs(from) && (!isReachable(to) || names.includes('createRequire')),
  },
]

/** What is wrong with an arrow; nothing for most. */
export function brokenRules(arrow: Arrow): string[] {
  return rules.filter(({ isBroken }) => isBroken(arrow)).map(({ says }) => says)
}

function isIn(path: string, places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place))
}

function isOurs(path: string): boolean {
  return isIn(path, ['server/', 'adapters/'])
}

function isPackage(to: string, name: string): boolean {
  return to === name || to.startsWith(`${name}/`)
}

function isPure({ to, typeOnly, names }: Arrow): boolean {
  if (to === 'node:crypto') return names.length > 0 && names.every((name) => pureHashes.includes(name))
  if (to === 'adapters/user-store.ts') return typeOnly
  return isIn(to, ['server/login/']) || isPackage(to, 'otpauth')
}

function isConcrete(to: string): boolean {
  if (isIn(to, ['adapters/'])) return to !== 'adapters/user-store.ts'
  if (isIn(to, ['server/state/'])) return !stateInterfaces.includes(to)
  return isIn(to, [...doors, 'server/compose/app.ts', 'server/main.ts', 'server/service.ts'])
}

function isReachable(to: string): boolean {
  if (to.endsWith('.ts') || to === 'package.json') return isOurs(to) || to === 'package.json'
  return to.startsWith('node:') || installed.some((name) => isPackage(to, name))
}
