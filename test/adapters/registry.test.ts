import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { userStoreKinds } from '../../adapters/registry.ts'
import { folderSuite } from './folder-suite.ts'

const test = folderSuite('registry of user stores')

const project = fileURLToPath(new URL('../..', import.meta.url))

test('every kind stands in a folder that is called like it', async () => {
  const names = userStoreKinds.map(({ options }) => options.shape.kind.value)
  assert.is(new Set(names).size, names.length)
  for (const name of names) {
    const source = await readFile(join(project, `adapters/${name}/kind.ts`), 'utf8')
    assert.ok(source.includes(`userStoreOptions('${name}'`), name)
  }
})

/** A copy of the service with one kind more, which is added as adapters/README.md says: a folder, and its place in the list. */
async function serviceWithToy(folder: string): Promise<void> {
  for (const part of ['adapters', 'server', 'package.json', 'tsconfig.json'])
    await cp(join(project, part), join(folder, part), { recursive: true })
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
  await cp(join(project, 'test/adapters/toy'), join(folder, 'adapters/toy'), { recursive: true })
  const change = async (file: string, from: string, to: string) => {
    const before = await readFile(join(folder, file), 'utf8')
    assert.ok(before.includes(from), `${file} has ${from}`)
    await writeFile(join(folder, file), before.replaceAll(from, to))
  }
  for (const file of ['kind.ts', 'user-store.ts'])
    await change(`adapters/toy/${file}`, '../../../adapters/', '../')
  await change('adapters/registry.ts', 'sql] as const', 'sql, toy] as const')
  await change(
    'adapters/registry.ts',
    "import { sql } from './sql/kind.ts'\n",
    "import { sql } from './sql/kind.ts'\nimport { toy } from './toy/kind.ts'\n",
  )
}

async function run(folder: string, args: readonly string[], stdin: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } })
  child.stdin.end(stdin)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code, stdout, stderr }
}

test('a further kind is a folder and a line: configuration, types, secrets and logins have it', async ({
  folder,
}) => {
  await serviceWithToy(folder)
  const configure = (store: string) =>
    writeFile(join(folder, 'ringlock.yaml'), `http: {}\nuserStores: [{ name: play, kind: toy, ${store} }]\n`)
  const login = (user: string, password: string, env: Record<string, string> = {}) =>
    run(folder, ['--import', 'tsx', 'server/main.ts', 'verify'], password, { PAM_USER: user, ...env })

  await configure('users: [alice], wordEnv: WORD, loud: true')
  const right = await login('alice', 'OPENSESAME', { WORD: 'opensesame' })
  assert.is(right.code, 0, right.stdout + right.stderr)
  assert.is((await login('alice', 'opensesame', { WORD: 'opensesame' })).code, 1)

  await configure('users: [], loud: true, quiet: true, lowd: true')
  const { code, stderr } = await login('alice', 'OPENSESAME')
  assert.is(code, 1)
  for (const fault of [
    'userStores[0].users: found an empty list, expected at least one entry',
    'userStores[0].word: found nothing, expected word or wordFile or wordEnv',
    'userStores[0].quiet: found true, expected nothing: loud says it',
    'userStores[0].lowd: found the unknown key "lowd", expected "loud"?',
  ]) {
    assert.ok(stderr.includes(fault), `${fault}\n${stderr}`)
  }
  const schema = await run(
    folder,
    [
      ...['--import', 'tsx', '--input-type=module', '-e'],
      "import { configJsonSchema } from './server/config/json-schema.ts'; console.log(JSON.stringify(configJsonSchema()))",
    ],
    '',
  )
  assert.match(schema.stdout, 'toy: users who share a word.')
})

test('a further kind has its types in the configuration, and no other kind has them', async ({ folder }) => {
  await serviceWithToy(folder)
  await writeFile(
    join(folder, 'try.ts'),
    `import { loadConfig } from './server/config/load-config.ts'
const [store] = (await loadConfig('ringlock.yaml', { env: {} })).userStores
if (store.kind === 'toy') {
  const password: string | undefined = store.users[0]?.password
  console.log(password, store.name, store.realms)
  // @ts-expect-error: of another kind
  console.log(store.connection)
}
`,
  )
  await writeFile(join(folder, 'try.json'), '{ "extends": "./tsconfig.json", "include": ["try.ts"] }')
  const { code, stdout } = await run(
    folder,
    [join(project, 'node_modules/typescript/bin/tsc'), '-p', 'try.json'],
    '',
  )
  assert.is(code, 0, stdout)
})

test.run()
