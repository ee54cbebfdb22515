import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addAlice, alicePassword, codeNow, withCommandFolder } from './commands.ts'

const env = { PAM_USER: 'alice' }

test('verify --code-only: the code alone lets in once, and never who has none', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await folder.run(['user', 'add', 'bob', '--password-stdin'], { input: alicePassword })
    const codeOnly = (input: string, user = 'alice') =>
      folder.run(['verify', '--code-only'], { input, env: { PAM_USER: user } })
    const code = codeNow()
    assert.is((await folder.run(['verify'], { input: code, env })).exitCode, 1, 'the code without the option')
    assert.is((await codeOnly('')).exitCode, 1)
    assert.is((await codeOnly(alicePassword)).exitCode, 1)
    assert.is((await codeOnly(`${alicePassword}${code}`)).exitCode, 1)
    assert.equal(await codeOnly(`${code}\0 and what follows`), {
      exitCode: 0,
      stdout: 'Accepted.\n',
      stderr: '',
    })
    assert.is((await codeOnly(code)).exitCode, 1, 'a used code')
    assert.is((await codeOnly('', 'bob')).exitCode, 1)
    assert.is((await codeOnly(alicePassword, 'bob')).exitCode, 1, 'no second factor, so nothing proves bob')
  }))

test.run()
