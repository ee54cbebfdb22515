import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { checkConfig } from '../../server/compose/check-config.ts'
import { ConfigError, loadConfig } from '../../server/config/load-config.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { type Block, blocksOf, userPages } from './pages.ts'

/** What a fragment is completed by where it has nothing of it. */
const base = {
  userStores: [{ name: 'local', kind: 'file', path: 'users.json' }],
  http: { publicUrl: 'https://login.example.org' },
  mail: { from: 'pbx@example.org', smtp: { host: 'mail.example.org' } },
}
const env = {
  RINGLOCK_STATE_URL: 'postgres://ringlock:PASSWORD@db.example.org/ringlock?sslmode=verify-full',
  CRM_URL: 'mariadb://USER:PASSWORD@db.example.org:3306/crm',
}
const png = Buffer.from('89504e470d0a1a0a00', 'hex')
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'

/** A comment in the first line names the file of another program. */
const isOfOther = ({ text }: Block) => /^# [\w.-]+\.ya?ml$/m.test(text.split('\n')[0] ?? '')

const blocks = blocksOf(userPages(), 'yaml').filter((block) => !isOfOther(block))

test('the pages have blocks of configuration', () => assert.ok(blocks.length > 20))

for (const block of blocks) {
  test(`${block.page}:${block.line} is accepted as configuration`, async () => {
    assert.equal(await faultsOf(block), [])
  })
}

test('a mistyped key, a wrong value, an unknown attribute and a key that stands twice are not', async () => {
  const faults = (text: string) => faultsOf({ page: 'docs/x.md', line: 1, language: 'yaml', text })
  assert.match((await faults('policy: { secondFaktor: required }')).join(), 'policy.secondFaktor')
  assert.match((await faults('policy: { secondFactor: always }')).join(), 'policy.secondFactor')
  assert.match((await faults('mail:\n  from: a@b.c\n  from: d@e.f\n')).join(), 'from')
  const reply = 'reply: [{ when: { role: admin }, attributes: { Servise-Type: 6 } }]'
  const client = `{ name: a, address: 192.0.2.1, secretFile: a.secret, ${reply} }`
  assert.match((await faults(`radius: { clients: [${client}] }`)).join(), 'Servise-Type')
})

/** The faults that `ringlock check` finds in the file, where the files that it names are there. */
async function faultsOf({ text }: Block): Promise<readonly string[]> {
  return withTemporaryFolder(async (folder) => {
    const named = parse(text, { uniqueKeys: false }) as Record<string, unknown>
    for (const [key, path] of filesNamed(named)) await makeFile(folder, key, path)
    const file = join(folder, 'ringlock.yaml')
    await writeFile(file, `${text}\n${completion(named)}`)
    try {
      const config = await loadConfig(file, { env })
      // A certificate is made for a host, by its admin: no page has one.
      const http = config.http === null ? null : { ...config.http, tls: null }
      const faults = await checkConfig({ ...config, http })
      return faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
    } catch (error) {
      if (error instanceof ConfigError) return [error.message]
      throw error
    }
  })
}

/** Sections are added whole, behind the fragment, so that its text is checked as it stands. */
function completion(fragment: Record<string, unknown>): string {
  const missing = Object.entries(base).filter(([section]) => !Object.hasOwn(fragment, section))
  return missing.map(([section, value]) => `${section}: ${JSON.stringify(value)}\n`).join('')
}

/** Every key whose value is a path below the folder of ringlock.yaml, with that path. */
function filesNamed(value: unknown): [key: string, path: string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    const isFile = /File$/.test(key) || ['ca', 'logo', 'templates'].includes(key)
    return isFile && typeof inner === 'string' && !isAbsolute(inner) ? [[key, inner]] : filesNamed(inner)
  })
}

async function makeFile(folder: string, key: string, path: string): Promise<void> {
  const file = join(folder, path)
  if (key === 'templates') return void (await mkdir(file, { recursive: true }))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, contentOf(key, path), { mode: 0o600 })
}

function contentOf(key: string, path: string): string | Buffer {
  if (key === 'logo') return path.endsWith('.svg') ? svg : png
  return /^ca/.test(key) ? (rootCertificates[0] ?? '') : 'a-long-random-secret'
}

test.run()
