import { builtinModules } from 'node:module'
import { parts } from './allowed.ts'
import type { Arrow } from './arrows.ts'

const pureHashes = ['createHash', 'createHmac', 'hash', 'timingSafeEqual']
/** Parts that take nothing from Node.js, but for the pure hashes of node:crypto in login/. */
const withoutNode = ['server/login/', 'server/http/contract/', 'widgets/']
/** Packages that one file alone takes. */
const onlyIn: Readonly<Record<string, string>> = {
  otpauth: 'server/login/totp.ts',
  radius: 'server/radius/protocol/attributes.ts',
}
/** Concrete stores, and what alone opens them. */
const openers: readonly (readonly [opened: RegExp, by: RegExp])[] = [
  [/^server\/state\/(lowdb|postgres)\/open-/, /^server\/compose\/open-state\.ts$/],
  [/^adapters\/registry\.ts$/, /^server\/(compose\/open-user-stores\.ts$|config\/)/],
  [/^server\/compose\/app\.ts$/, /^server\/main\.ts$/],
]
const kindOfUserStore = /^(adapters\/[\w-]+\/)kind\.ts$/
const codeOfUserStore = /^(adapters\/[\w-]+\/)user-store\.ts$/

/** What is wrong with an arrow; nothing for most. */
export function brokenRules(arrow: Arrow): string[] {
  const from = partOf(arrow.from)
  if (from === null) return outsideRules(arrow)
  const { to, typeOnly, names } = arrow
  const target = partOf(to) ?? (to === 'package.json' ? to : null)
  if (to.startsWith('.') || to.endsWith('.ts') || target !== null) return innerRules(arrow, from, target)
  if (to === '?')
    return arrow.from === 'widgets/locales/loaders-beside.ts' ? [] : ['what is imported can be read']
  if (to.startsWith('node:') || builtinModules.includes(to)) {
    if (names.includes('createRequire')) return ['what is imported can be read']
    const isPure =
      from === 'server/login/' &&
      to === 'node:crypto' &&
      names.length > 0 &&
      names.every((name) => pureHashes.includes(name))
    return withoutNode.includes(from) && !isPure ? [`${from} takes nothing of Node.js`] : []
  }
  const file = onlyIn[packageOf(to)]
  if (file !== undefined && file !== arrow.from) return [`${file} alone imports ${packageOf(to)}`]
  const known = parts[from]?.packages ?? []
  return known.includes(packageOf(to)) || (typeOnly && known.includes(to))
    ? []
    : [`${from} does not take the package ${to}`]
}

/** The part that a file belongs to: the longest entry that covers it; null: none. */
export function partOf(path: string): string | null {
  const covering = Object.keys(parts).filter((part) =>
    part.endsWith('/') ? path.startsWith(part) : path === part,
  )
  return covering.reduce<string | null>(
    (best, part) => (best === null || part.length > best.length ? part : best),
    null,
  )
}

function innerRules({ from: file, to, typeOnly }: Arrow, from: string, target: string | null): string[] {
  const broken: string[] = []
  const takes = parts[from]?.takes ?? []
  if (
    target === null ||
    (target !== from && !takes.includes(target) && !(typeOnly && takes.includes(`type ${target}`)))
  ) {
    broken.push(`${from} may not take from ${target ?? to}`)
  }
  const opener = openers.find(([opened]) => opened.test(to))
  if (opener !== undefined && !opener[1].test(file) && partOf(file) !== partOf(to)) {
    broken.push(`${to} is opened by ${opener[1].source} alone`)
  }
  if (!typeOnly && kindOfUserStore.test(to) && file !== 'adapters/registry.ts')
    broken.push('the registry alone imports kinds')
  const folder = codeOfUserStore.exec(to)?.[1]
  if (!typeOnly && folder !== undefined && file !== `${folder}kind.ts`)
    broken.push('a kind alone imports its code')
  return broken
}

/** What is made of the service's own data: the schema for editors, the manual and the shells' completion. */
const described: Readonly<Record<string, RegExp>> = {
  'vite.config.ts': /^server\/config\/json-schema\.ts$/,
  packaging: /^server\/(config\/json-schema|cli\/(program|context))\.ts$/,
}

/** Tests take what they test; the build takes what it describes. */
function outsideRules({ from, to }: Arrow): string[] {
  if (from.startsWith('server/') || from.startsWith('adapters/')) return ['it belongs to no part']
  const isOfService = to.startsWith('server/') || to.startsWith('adapters/')
  const isBuild = described[from.split('/')[0] ?? '']?.test(to) ?? false
  const isAllowed = from.startsWith('test/') || !isOfService || isBuild
  return isAllowed ? [] : ['nothing outside server/ imports it']
}

function packageOf(request: string): string {
  return request
    .split('/')
    .slice(0, request.startsWith('@') ? 2 : 1)
    .join('/')
}
