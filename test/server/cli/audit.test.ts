import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addAlice, alicePassword, codeNow, withCommandFolder } from './commands.ts'

test('every change and login leaves a line, and no line a secret', () =>
  withCommandFolder(async (folder) => {
    const { run } = folder
    await addAlice(folder)
    const code = codeNow()
    const env = { PAM_USER: 'alice', PAM_RHOST: '192.0.2.7' }
    await run(['verify'], { input: `${alicePassword}${code}`, env })
    await run(['verify'], { input: 'wrong password', env })
    await run(['unlock', 'alice'])
    await run(['unlock', '--clock'])
    await run(['reset', 'alice'])
    await run(['user', 'add', 'bob', '--password-stdin'], { input: 'pass-of-bob' })
    await run(['enrol', 'bob'])
    await run(['user', 'remove', 'bob'])

    const trail = await readFile(join(folder.folder, 'data/audit.jsonl'), 'utf8')
    const lines = trail
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(
      lines.map(({ event, outcome, login }) => [event, outcome, login]),
      [
        ['enrolment.imported', 'done', undefined],
        ['user.added', 'done', 'alice'],
        ['login', 'accept', 'alice'],
        ['login', 'reject', 'alice'],
        ['user.unlocked', 'done', 'alice'],
        ['clock.reset', 'done', undefined],
        ['enrolment.reset', 'done', 'alice'],
        ['user.added', 'done', 'bob'],
        ['enrolment.bound', 'done', 'bob'],
        ['user.removed', 'done', 'bob'],
        ['enrolment.reset', 'done', 'bob'],
      ],
    )
    assert.equal([lines[2].door, lines[2].askedBy, lines[2].source], ['cli', 'pam', '192.0.2.7'])
    for (const secret of [alicePassword, code, 'wrong password', 'pass-of-bob']) {
      assert.is(trail.includes(secret), false)
    }
    const verified = await run(['audit', 'verify'])
    assert.equal([verified.exitCode, verified.stdout], [0, 'The trail is whole: 11 lines in 1 file.\n'])
  }))

test('the first broken line is named', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    for (let i = 0; i < 3; i++) await folder.run(['unlock', 'alice'])
    const file = join(folder.folder, 'data/audit.jsonl')
    const trail = await readFile(file, 'utf8')
    const altered = trail
      .split('\n')
      .map((line, i) => (i === 2 ? line.replace('unlocked', 'unlockeD') : line))
    await writeFile(file, altered.join('\n'))
    const { exitCode, stdout, stderr } = await folder.run(['audit', 'verify'])
    assert.is(exitCode, 1)
    assert.is(stdout, '')
    assert.is(stderr, `${file}, line 3, was altered.\n`)
    await writeFile(file, trail)
    assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
  }))

test('it reads beside a running service, and an unfinished last line is being written', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
    service.child.kill('SIGTERM')
    await service.ended
    await writeFile(join(folder.folder, 'data/audit.jsonl'), '{"seq":3', { flag: 'a' })
    assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
  }))

test('a trail that is not there is a fault, and nothing is made', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await rm(join(folder.folder, 'data'), { recursive: true })
    const { exitCode, stderr } = await folder.run(['audit', 'verify'])
    assert.is(exitCode, 1)
    assert.match(stderr, /ENOENT/)
  }))

test.run()
