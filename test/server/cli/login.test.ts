import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rejectMessage } from '../../../server/authentication/user-messages.ts'
import type { CommandContext } from '../../../server/cli/context.ts'
import { parseServer } from '../../../server/cli/login.ts'
import { runProgram } from '../../../server/cli/program.ts'
import { freePort } from '../../free-port.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { attribute } from '../radius/packets.ts'
import {
  type AskedLogin,
  challenge,
  openRadiusServer,
  accept as replyAccept,
  reject as replyReject,
  type ServerReply,
} from '../radius/radius-server.ts'
import { createScreens } from './screens.ts'

const sharedSecret = 'a shared secret'
const challengeState = Buffer.from([1, 2, 255])
const accept = replyAccept()
const reject = (message: string) => replyReject(attribute(18, message))
const asksForCode = challenge(attribute(24, challengeState), attribute(18, 'Enter your 6-digit code: '))
const codeMissing = (separator: string) =>
  rejectMessage(
    { outcome: 'reject', reason: 'code-missing', retryAfter: 0 },
    { secondFactor: 'append', separator, allow: { groups: [], roles: [] } },
  )

/** Runs `ringlock login alice ...` against a server that gives these answers; what it was asked is returned too. */
async function login(
  args: readonly string[],
  answers: readonly ServerReply[],
  secretOfServer = sharedSecret,
) {
  const asked: AskedLogin[] = []
  const server = await openRadiusServer({
    sharedSecret: secretOfServer,
    answer(question) {
      asked.push(question)
      return answers[asked.length - 1] ?? reject('asked too often')
    },
  })
  try {
    const ran = await run(server.port, args)
    return { ...ran, asked, typed: asked.map(({ password }) => password) }
  } finally {
    await server.close()
  }
}

async function run(port: number, args: readonly string[]) {
  const screens = createScreens('pw\n')
  const context: CommandContext = {
    ...screens,
    openService: () => Promise.reject(new Error('login needs no store')),
    openListeners: () => Promise.reject(new Error('login opens no door')),
    copyState: () => Promise.reject(new Error('login copies nothing')),
    restoreBackup: () => Promise.reject(new Error('login restores nothing')),
    checkConfig: async () => [],
    examineStateStore: async () => null,
    examineUserStores: () => Promise.reject(new Error('login examines nothing')),
    env: { RINGLOCK_RADIUS_SECRET: sharedSecret },
    clock: () => 0,
  }
  const argv = ['login', 'alice', '--server', `127.0.0.1:${port}`, '--password-stdin', ...args]
  const exitCode = await runProgram(argv, context)
  return { exitCode, printed: screens.printed(), complained: screens.complained() }
}

test('the password goes alone, and is enough where no code is asked for', async () => {
  const { exitCode, asked, printed } = await login([], [accept])
  assert.is(exitCode, 0)
  assert.is(printed, 'Access-Accept\n')
  assert.equal(asked, [
    { userName: 'alice', password: 'pw', state: null, nasIdentifier: 'ringlock-login', signed: true },
  ])
})

test('a challenge is answered with the code and its State', async () => {
  const { exitCode, asked, typed } = await login(['--code', '123456'], [asksForCode, accept])
  assert.is(exitCode, 0)
  assert.equal(typed, ['pw', '123456'])
  assert.equal(asked[1]?.state, challengeState)
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

test('a code that no one gave is asked for, or said to be missing', async () => {
  const { exitCode, complained } = await login([], [asksForCode])
  assert.is(exitCode, 1)
  assert.match(complained, /--code/)
})

test('silence is explained', async () => {
  const port = await freePort()
  const { exitCode, complained } = await run(port, [])
  assert.is(exitCode, 1)
  assert.match(
    complained,
    new RegExp(`^127\\.0\\.0\\.1:${port} cannot be reached: .*\\. Is the address right.*shared secret\\?\n$`),
  )
})

test('attributes are shown by name, and nothing a server says steers the terminal', async () => {
  const attributes = [
    attribute(6, Buffer.from([0, 0, 0, 6])),
    attribute(25, 'admins'),
    attribute(26, Buffer.from([0, 0, 0, 9, 1, 19, ...Buffer.from('shell:priv-lvl=15')])),
    attribute(25, '\x1b[2J'),
  ]
  const { printed } = await login([], [replyAccept(attribute(18, 'hello\x07'), ...attributes)])
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
    const { exitCode, asked } = await login(['--secret-file', file], [accept], 'from a file')
    assert.equal([exitCode, asked[0]?.password, asked[0]?.signed], [0, 'pw', true])
    const missing = await login(['--secret-file', join(folder, 'none')], [accept])
    assert.is(missing.exitCode, 2)
    assert.match(missing.complained, /none cannot be read: ENOENT/)
  }))

test('a server is HOST:PORT', async () => {
  const servers = [
    ['[::1]:1812', { host: '::1', port: 1812 }],
    ['pbx.example.test', { host: 'pbx.example.test', port: 1812 }],
  ] as const
  for (const [text, server] of servers) assert.equal(parseServer(text), server)
  for (const wrong of ['', ':1812', 'host:0', 'host:65536', '::1', 'host:x']) {
    assert.is((await login(['--server', wrong], [accept])).exitCode, 2, wrong)
  }
})

test.run()
