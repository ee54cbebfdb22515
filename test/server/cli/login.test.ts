import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rejectMessage } from '../../../server/authentication/user-messages.ts'
import type { CommandContext } from '../../../server/cli/context.ts'
import { runProgram } from '../../../server/cli/program.ts'
import type { AccessAnswer, AccessQuestion } from '../../../server/radius/protocol/access-exchange.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { createScreens } from './screens.ts'

const accept: AccessAnswer = { code: 'Access-Accept', replyMessages: [], state: null, attributes: [] }
const reject = (message: string): AccessAnswer => ({
  ...accept,
  code: 'Access-Reject',
  replyMessages: [message],
})
const challenge: AccessAnswer = {
  ...accept,
  code: 'Access-Challenge',
  replyMessages: ['Enter your 6-digit code: '],
  state: Buffer.from([1, 2, 255]),
}
const codeMissing = (separator: string) =>
  rejectMessage(
    { outcome: 'reject', reason: 'code-missing', retryAfter: 0 },
    { secondFactor: 'append', separator, allow: { groups: [], roles: [] } },
  )

/** Runs `ringlock login alice ...` against a server that gives these answers; what it was asked is returned too. */
async function login(args: readonly string[], answers: readonly (AccessAnswer | Error)[], stdin = 'pw\n') {
  const screens = createScreens(stdin)
  const asked: AccessQuestion[] = []
  const context: CommandContext = {
    ...screens,
    openService: () => Promise.reject(new Error('login needs no store')),
    openDoors: () => Promise.reject(new Error('login opens no door')),
    copyState: () => Promise.reject(new Error('login copies nothing')),
    checkConfig: async () => [],
    examineStateStore: async () => null,
    examineUserStores: () => Promise.reject(new Error('login examines nothing')),
    sendAccessRequest: async (question) => {
      const answer = answers[asked.length]
      asked.push(question)
      if (answer === undefined) throw new Error('asked too often')
      if (answer instanceof Error) throw answer
      return answer
    },
    env: { RINGLOCK_RADIUS_SECRET: 'a shared secret' },
    clock: () => 0,
  }
  const argv = ['login', 'alice', '--server', '127.0.0.1:18120', '--password-stdin', ...args]
  const exitCode = await runProgram(argv, context)
  return {
    exitCode,
    asked,
    typed: asked.map(({ password }) => password),
    printed: screens.printed(),
    complained: screens.complained(),
  }
}

test('the password goes alone, and is enough where no code is asked for', async () => {
  const { exitCode, asked, printed } = await login([], [accept])
  assert.is(exitCode, 0)
  assert.is(printed, 'Access-Accept\n')
  assert.equal(asked, [
    {
      server: { host: '127.0.0.1', port: 18120 },
      sharedSecret: 'a shared secret',
      userName: 'alice',
      password: 'pw',
      state: null,
      nasIdentifier: 'ringlock-login',
    },
  ])
})

test('a challenge is answered with the code and its State', async () => {
  const { exitCode, asked, typed } = await login(['--code', '123456'], [challenge, accept])
  assert.is(exitCode, 0)
  assert.equal(typed, ['pw', '123456'])
  assert.is(asked[1]?.state, challenge.state)
})

test('a server that wants the code after the password gets it there', async () => {
  const plain = await login(['--code', '123456'], [reject(codeMissing('')), accept])
  assert.equal(plain.typed, ['pw', 'pw123456'])
  assert.is(plain.asked[1]?.state, null)
  const comma = await login(['--code', '123456'], [reject(codeMissing(',')), accept])
  assert.equal(comma.typed, ['pw', 'pw,123456'])
  const overruled = await login(['--code', '1', '--separator', ';'], [reject(codeMissing('')), accept])
  assert.equal(overruled.typed, ['pw', 'pw;1'])
})

test('any other refusal is the end', async () => {
  const { exitCode, typed, complained } = await login(
    ['--code', '123456'],
    [reject('Wrong user name, password or code.')],
  )
  assert.is(exitCode, 1)
  assert.equal(typed, ['pw'])
  assert.is(complained, 'Access-Reject: Wrong user name, password or code.\n')
})

test('--append sends both at once, --challenge never appends', async () => {
  const appended = await login(['--append', '--code', '123456', '--separator', ','], [accept])
  assert.equal(appended.typed, ['pw,123456'])
  const challenged = await login(['--challenge', '--code', '123456'], [reject(codeMissing(''))])
  assert.equal(challenged.typed, ['pw'])
  assert.is(challenged.exitCode, 1)
  assert.is((await login(['--append', '--challenge'], [])).exitCode, 2)
})

test('a code that nobody gave is asked for, or said to be missing', async () => {
  const { exitCode, complained } = await login([], [challenge])
  assert.is(exitCode, 1)
  assert.match(complained, /--code/)
})

test('silence is explained', async () => {
  const silence = Object.assign(new Error('127.0.0.1:18120 does not answer'), { name: 'RadiusClientError' })
  const { exitCode, complained } = await login([], [silence])
  assert.is(exitCode, 1)
  assert.match(complained, /^127\.0\.0\.1:18120 does not answer\. Is the address right.*shared secret\?\n$/)
})

test('attributes are shown by name, and nothing a server says steers the terminal', async () => {
  const attributes = [
    { type: 6, value: Buffer.from([0, 0, 0, 6]) },
    { type: 25, value: Buffer.from('admins') },
    { type: 26, value: Buffer.from([0, 0, 0, 9, 1, 19, ...Buffer.from('shell:priv-lvl=15')]) },
    { type: 25, value: Buffer.from('\x1b[2J') },
    { type: 80, value: Buffer.alloc(16, 1) },
  ]
  const { printed } = await login([], [{ ...accept, replyMessages: ['hello\x07'], attributes }])
  assert.is(
    printed,
    'Access-Accept: hello\u{fffd}\n' +
      '  Service-Type = Administrative-User\n  Class = admins\n' +
      '  Vendor-Specific 9/1 = shell:priv-lvl=15\n  Class = 0x1b5b324a\n',
  )
})

test('--json is one document', async () => {
  const { printed } = await login(['--json'], [reject('no')])
  assert.equal(JSON.parse(printed), { answer: 'Access-Reject', message: 'no', attributes: [] })
})

test('the shared secret may lie in a file', () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, 'radius-secret')
    await writeFile(file, 'from a file\n')
    const { asked } = await login(['--secret-file', file], [accept])
    assert.is(asked[0]?.sharedSecret, 'from a file')
    const missing = await login(['--secret-file', join(folder, 'none')], [accept])
    assert.is(missing.exitCode, 2)
    assert.match(missing.complained, /none cannot be read: ENOENT/)
  }))

test('a server is HOST:PORT', async () => {
  const servers = [
    ['[::1]:1812', { host: '::1', port: 1812 }],
    ['pbx.example.test', { host: 'pbx.example.test', port: 1812 }],
  ] as const
  for (const [text, server] of servers) {
    assert.equal((await login(['--server', text], [accept])).asked[0]?.server, server)
  }
  for (const wrong of ['', ':1812', 'host:0', 'host:65536', '::1', 'host:x']) {
    assert.is((await login(['--server', wrong], [accept])).exitCode, 2, wrong)
  }
})

test.run()
