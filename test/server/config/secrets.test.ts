import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { loadConfig } from '../../../server/config/load-config.ts'
import { faultsOf, faultText, loaded, oneClient, oneUserStore, refusal, withFolder } from './folder.ts'

const needle = 'Tr0ub4dor'
const client = (keys: string) =>
  `radius:\n  clients:\n    - { name: office, address: 127.0.0.1, ${keys} }\n${oneUserStore}\n`
const sharedSecretOf = async (config: ReturnType<typeof loadConfig>) =>
  (await config).radius?.clients[0]?.sharedSecret

test('a secret stands in the file, in a file of its own or in the environment', async () => {
  await withFolder(async (folder, load) => {
    await writeFile(join(folder, 'secret'), 'from-a-file-of-its-own', { mode: 0o600 })
    assert.is(await sharedSecretOf(load(client('secret: from-the-file-itself'))), 'from-the-file-itself')
    assert.is(await sharedSecretOf(load(client('secretFile: secret'))), 'from-a-file-of-its-own')
    assert.is(await sharedSecretOf(load(client(`secretFile: ${folder}/secret`))), 'from-a-file-of-its-own')
    assert.is(
      await sharedSecretOf(load(client('secretEnv: PBX_SECRET'), { PBX_SECRET: 'from-the-environment' })),
      'from-the-environment',
    )
  })
})

test('one line end at the end of a file is cut off, and nothing else', async () => {
  await withFolder(async (folder, load) => {
    for (const [written, secret] of [
      ['sixteen or more !\n', 'sixteen or more !'],
      ['sixteen or more !\r\n', 'sixteen or more !'],
      ['sixteen or more !\n\n', 'sixteen or more !\n'],
      [' sixteen or more ! ', ' sixteen or more ! '],
      ['s\u00fcchzehn or more \u{1f511}\n', 's\u00fcchzehn or more \u{1f511}'],
    ] as const) {
      await writeFile(join(folder, 'secret'), written)
      assert.is(await sharedSecretOf(load(client('secretFile: secret'))), secret)
    }
  })
})

test('portals and the mail server have theirs in the same three places', async () => {
  await withFolder(async (folder, load) => {
    await writeFile(join(folder, 'pass'), 'from-a-file\n', { mode: 0o600 })
    const config = await load(
      `
http: { portals: [{ name: a, key: written-in-the-file }, { name: b, keyEnv: KEY }, { name: c, keyFile: pass }] }
mail: { smtp: { user: me, passwordFile: pass } }
${oneUserStore}`,
      { KEY: 'from-the-environment' },
    )
    const keys = config.http?.portals.map(({ key }) => key)
    assert.equal(keys, ['written-in-the-file', 'from-the-environment', 'from-a-file'])
    assert.equal(config.mail?.smtp.login, { user: 'me', password: 'from-a-file' })
  })
})

test('a mail server that asks for no login gets none', async () => {
  assert.is((await loaded(`mail: {}\n${oneClient}`)).mail?.smtp.login, null)
})

test('no secret, two of them and an empty one are faults', async () => {
  const place = '3 radius.clients[0]'
  const env = { EMPTY: '', FULL: needle }
  const one = async (keys: string) => (await faultsOf(client(keys), env)).join()
  const either = 'secret or secretFile or secretEnv'
  assert.is(await one('secondFactor: append'), `${place}.secret: found nothing, expected ${either}`)
  assert.is(
    await one(`secret: ${needle}, secretEnv: FULL`),
    `${place}.secretEnv: found secretEnv beside secret, expected one of secret, secretFile, secretEnv`,
  )
  assert.is(await one('secret: ""'), `${place}.secret: found nothing in it, expected the shared secret`)
  assert.is(
    await one('secretEnv: EMPTY'),
    `${place}.secretEnv: found nothing in it, expected the shared secret`,
  )
  assert.is(
    await one('secretEnv: toString'),
    `${place}.secretEnv: found the name of a variable that is not set, expected an environment variable`,
  )
})

test('a file that holds no secret is a fault that says why', async () => {
  await withFolder(async (folder, load) => {
    await mkdir(join(folder, 'folder'))
    await writeFile(join(folder, 'empty'), '')
    await writeFile(join(folder, 'newline'), '\n')
    await writeFile(join(folder, 'binary'), Buffer.from([0xff, 0xfe, 0x00]))
    await writeFile(join(folder, 'big'), Buffer.alloc(65_537, 0x61))
    for (const [name, problem] of [
      ['missing', 'no such file, expected a file (relative to the configuration)'],
      ['folder', 'a folder, expected a file (relative to the configuration)'],
      ['/dev/zero', 'something that is no regular file, expected a file (relative to the configuration)'],
      ['binary', 'bytes that are not UTF-8, expected a file (relative to the configuration)'],
      ['big', '65537 bytes (at most 65536 are read), expected a file (relative to the configuration)'],
      ['empty', 'nothing in it, expected the shared secret'],
      ['newline', 'nothing in it, expected the shared secret'],
    ]) {
      const { faults } = await refusal(load(client(`secretFile: ${name}`)))
      assert.equal(faults.map(faultText), [`3 radius.clients[0].secretFile: found ${problem}`])
    }
  })
})

test('a secret that is no text is counted or named by its kind, never shown', async () => {
  for (const [written, found] of [
    ['12345678', 'a number'],
    ['true', 'a boolean'],
    [`[${needle}]`, 'a list'],
    [`{ ${needle}: ${needle} }`, 'a mapping'],
  ]) {
    assert.equal(await faultsOf(client(`secret: ${written}`)), [
      `3 radius.clients[0].secret: found ${found}, expected text (numbers need quotes)`,
    ])
  }
})

test('what names a secret and is no text is a fault', async () => {
  assert.equal(await faultsOf(client('secretFile: 5')), [
    '3 radius.clients[0].secretFile: found 5, expected the path of a file',
  ])
  assert.equal(await faultsOf(client('secretEnv: [A]')), [
    '3 radius.clients[0].secretEnv: found a list, expected the name of a variable',
  ])
  assert.equal(await faultsOf(`mail: { smtp: { user: me, password: 12345678 } }\n${oneClient}`), [
    '1 mail.smtp.password: found a number, expected text (numbers need quotes)',
  ])
})

test('no message about a broken configuration holds a secret', async () => {
  const broken = [
    `radius: ${needle}`,
    `radius: { clients: ${needle} }`,
    `radius: { clients: [${needle}] }`,
    `radius: { clients: [{ secret: ${needle}, secretEnv: ${needle}, secrte: ${needle} }] }`,
    `radius: { clients: [{ secretFile: ${needle} }, { secretEnv: ${needle} }] }`,
    `http: { publicUrl: "https://me:${needle}@example.org", portals: [${needle}] }`,
    `http: { portals: [{ key: ${needle}, origins: ["https://me:${needle}@example.org"] }] }`,
    `mail: { smtp: { password: ${needle}, passwordEnv: ${needle} } }`,
    `mail: { smtp: ${needle} }`,
    `stateStore: { kind: postgres, url: "mysql://me:${needle}@db/x" }`,
    `stateStore: { kind: lowdb, url: "postgres://me:${needle}@db/x" }`,
    `userStores: [${needle}]`,
  ]
  for (const yaml of broken) {
    const error = await withFolder((_, load) => refusal(load(yaml)))
    assert.not.match(JSON.stringify([error.message, error.faults, error.stack]), needle, yaml)
  }
})

test('short secrets and files that others may read are warnings, with their place', async () => {
  await withFolder(async (folder, load) => {
    await writeFile(join(folder, 'open'), 'sixteen-or-more-random')
    await chmod(join(folder, 'open'), 0o640)
    const { warnings } = await load(`radius:
  clients:
    - { name: a, address: 10.0.0.1, secret: fifteen-letters }
    - { name: b, address: 10.0.0.2, secret: sixteen-letters! }
    - { name: c, address: 10.0.0.3, secretFile: open }
http: { portals: [{ name: p, key: x }] }
${oneUserStore}`)
    const file = join(folder, 'ringlock.yaml')
    assert.equal(warnings, [
      {
        file,
        line: 3,
        column: 37,
        path: 'radius.clients[0].secret',
        message: 'the shared secret has 15 characters; 16 random ones or more are advised',
      },
      {
        file,
        line: 5,
        column: 37,
        path: 'radius.clients[2].secretFile',
        message: 'others may read this file; give it mode 0600',
      },
      {
        file,
        line: 6,
        column: 30,
        path: 'http.portals[0].key',
        message: "the portal's key has 1 character; 16 random ones or more are advised",
      },
    ])
  })
})

test.run()
