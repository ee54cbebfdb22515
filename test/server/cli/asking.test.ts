import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addAlice, alicePassword, codeNow, sharedSecret, withCommandFolder } from './commands.ts'

const hasTerminal = spawnSync('script', ['--version']).status === 0
const testOnTerminal = hasTerminal ? test : test.skip

testOnTerminal('a new password is asked for twice, and is not seen', () =>
  withCommandFolder(async (folder) => {
    const adding = folder.startOnTerminal(['user', 'add', 'bob'])
    await adding.says('New password: ')
    adding.types('pass-of-bobby\x7f\x7f\r')
    await adding.says('Once more: ')
    adding.types('pass-of-bob\r')
    const { exitCode } = await adding.ended
    assert.is(exitCode, 0)
    assert.match(adding.output(), /bob is added/)
    assert.not.match(adding.output(), 'pass-of')
    const verified = await folder.run(['verify'], { input: 'pass-of-bob', env: { PAM_USER: 'bob' } })
    assert.is(verified.exitCode, 0)
  }),
)

testOnTerminal('two passwords that differ add nobody', () =>
  withCommandFolder(async (folder) => {
    const adding = folder.startOnTerminal(['user', 'add', 'bob'])
    await adding.says('New password: ')
    adding.types('one\r')
    await adding.says('Once more: ')
    adding.types('two\r')
    assert.is((await adding.ended).exitCode, 1)
    assert.equal(await folder.json(['user', 'list']), [])
  }),
)

testOnTerminal('Ctrl-C and Ctrl-D end a question', () =>
  withCommandFolder(async (folder) => {
    for (const key of ['\x03', '\x04']) {
      const adding = folder.startOnTerminal(['user', 'add', 'bob'])
      await adding.says('New password: ')
      adding.types(key)
      assert.is((await adding.ended).exitCode, 1)
    }
    assert.equal(await folder.json(['user', 'list']), [])
  }),
)

testOnTerminal('login asks for what it needs: secret, password, code', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    const login = folder.startOnTerminal(['login', 'alice', '--server', `127.0.0.1:${folder.port}`])
    await login.says('Shared secret: ')
    login.types(`${sharedSecret}\r`)
    await login.says('Password: ')
    login.types(`${alicePassword}\r`)
    await login.says('Code: ')
    login.types(`${codeNow()}\r`)
    assert.is((await login.ended).exitCode, 0)
    assert.match(login.output(), /Access-Accept/)
    for (const secret of [sharedSecret, alicePassword]) assert.is(login.output().includes(secret), false)
  }),
)

testOnTerminal('enrol draws a QR code', () =>
  withCommandFolder(async (folder) => {
    await folder.run(['user', 'add', 'bob', '--password-stdin'], { input: alicePassword })
    const enrolling = folder.startOnTerminal(['enrol', 'bob'])
    assert.is((await enrolling.ended).exitCode, 0)
    assert.match(enrolling.output(), /otpauth:\/\/totp\//)
    assert.match(enrolling.output(), /[▀▄█]{7}/)
  }),
)

test.run()
