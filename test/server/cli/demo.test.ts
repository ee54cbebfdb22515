import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withCommandFolder } from './commands.ts'

test('the demo shows a way to a first login, and leaves nothing behind', () =>
  withCommandFolder(async ({ start, run }) => {
    const demo = start(['demo'])
    await demo.says("alice's code")
    const text = demo.output()
    assert.match(text, /loopback only/)
    const found = (pattern: RegExp) => pattern.exec(text)?.[1] ?? ''
    const password = found(/alice +password (\S+)/)
    const server = found(/--server (127\.0\.0\.1:\d+)/)
    const secretFile = found(/--secret-file (\S+)/)
    const codeFile = found(/\$\(cat (\S+)\)/)
    const folder = dirname(secretFile)
    for (const [path, mode] of [
      [folder, 0o700],
      [secretFile, 0o600],
      [codeFile, 0o600],
    ] as const) {
      assert.is((await stat(path)).mode & 0o777, mode)
    }
    const sharedSecret = (await readFile(secretFile, 'utf8')).trim()
    assert.ok(text.includes(`radtest alice "${password}$(cat ${codeFile})" ${server} 0 ${sharedSecret}\n`))

    const login = ['login', 'alice', '--server', server, '--secret-file', secretFile, '--password-stdin']
    const code = await readFile(codeFile, 'utf8')
    assert.match(code, /^\d{6}$/)
    const accepted = await run([...login, '--code', code], { input: `${password}\n` })
    assert.equal([accepted.exitCode, accepted.stdout], [0, 'Access-Accept\n'])
    await demo.says('alice  Access-Accept (password + totp)')
    const refused = await run([...login, '--code', code], { input: `${password}\n` })
    assert.match(refused.stderr, /wait for the next code/)
    await demo.says('alice  Access-Reject (code-used)')
    const askedToLogIn = await fetch(`${found(/portal +(\S+)/)}/account`, { redirect: 'manual' })
    assert.is(askedToLogIn.headers.get('location'), '/', 'the portal wants a login')
    const api = found(/api=(\S+);/)
    const portalKey = found(/key=(\w+);/)
    assert.match(api, /^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/)
    const token = await fetch(`${api}/widget-tokens`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${portalKey}` },
      body: JSON.stringify({ user: 'alice' }),
    })
    assert.is(token.status, 201)
    const outbox = await fetch(found(/mailed: (\S+)/))
    assert.match(await outbox.text(), 'alice@example.test')

    const status = await run(['status', '--config', `${folder}/ringlock.yaml`])
    assert.match(status.stdout, /2 users: 1 with a second factor/)

    demo.child.kill('SIGINT')
    assert.is((await demo.ended).exitCode, 0)
    assert.is(await stat(folder).catch((error: NodeJS.ErrnoException) => error.code), 'ENOENT')
  }))

test.run()
