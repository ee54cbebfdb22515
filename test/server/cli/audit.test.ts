import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../../free-port.ts'
import {
  addAlice,
  alicePassword,
  type CommandFolder,
  codeNow,
  sharedSecret,
  withCommandFolder,
} from './commands.ts'

/** Configures an HTTP listener; what it answers with is read from a service that was started then. */
async function withMetrics({ configure }: CommandFolder): Promise<() => Promise<string>> {
  const listen = `127.0.0.1:${await freePort()}`
  await configure({ http: { listen } })
  return async () => (await fetch(`http://${listen}/metrics`)).text()
}

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
    assert.equal(
      [verified.exitCode, verified.stdout],
      [0, 'The audit trail is intact: 11 lines in 1 file.\n'],
    )
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
    const metrics = await withMetrics(folder)
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
    assert.match(await metrics(), /^ringlock_audit_trail_whole 1$/m)
    service.child.kill('SIGTERM')
    await service.ended
    await writeFile(join(folder.folder, 'data/audit.jsonl'), '{"seq":3', { flag: 'a' })
    assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
  }))

test('a tail that was cut off is named by verify, at the start, by doctor, and by the metric', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    for (let i = 0; i < 3; i++) await folder.run(['unlock', 'alice'])
    const file = join(folder.folder, 'data/audit.jsonl')
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, `${lines.slice(0, 3).join('\n')}\n`)
    const verified = await folder.run(['audit', 'verify'])
    assert.is(verified.exitCode, 1)
    assert.match(
      verified.stderr,
      'is broken: it ends with line 3, and line 5 was known: the lines between were removed.',
    )
    const metrics = await withMetrics(folder)
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    assert.match(service.output(), /"level":"?(40|warn)"?.*The audit trail is broken/)
    assert.match(await metrics(), /^ringlock_audit_trail_whole 0$/m)
    const login = await folder.run(['status', 'alice'])
    assert.is(login.exitCode, 0)
    const doctor = await folder.run(['doctor', '--json'])
    const finding = JSON.parse(doctor.stdout).find(({ check }: { check: string }) => check === 'audit trail')
    assert.is(finding.level, 'fault')
    assert.match(
      finding.message,
      `${file}, line 4, does not follow the line before it: lines between them were removed.`,
    )
    service.child.kill('SIGTERM')
    assert.is((await service.ended).exitCode, 0)
    const events = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .slice(3)
      .map((line) => JSON.parse(line))
    assert.equal(
      events.map(({ event, seq }) => [seq, event]),
      [
        [6, 'audit.broken'],
        [7, 'service.started'],
        [8, 'service.stopped'],
      ],
    )
  }))

test('head prints what verify takes, while the service runs and when it does not', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const head = (await folder.run(['audit', 'head'])).stdout.trim()
    assert.match(head, /^2:[0-9a-f]{64}$/)
    assert.equal(await folder.json(['audit', 'head']), { head })
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    const verified = await folder.run(['audit', 'verify', '--head', head])
    assert.equal(
      [verified.exitCode, verified.stdout],
      [0, 'The audit trail is intact: 3 lines in 1 file. Line 2 is the one that was given.\n'],
    )
    const wrong = await folder.run([
      'audit',
      'verify',
      '--head',
      head.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ])
    assert.is(wrong.exitCode, 1)
    assert.match(wrong.stderr, 'line 2, is not the line that was known under its number.')
    const later = await folder.run(['audit', 'verify', '--head', head.replace('2:', '99:')])
    assert.is(later.exitCode, 1)
    assert.match(later.stderr, 'lines after it were removed')
    const unreadable = await folder.run(['audit', 'verify', '--head', 'yesterday'])
    assert.is(unreadable.exitCode, 2)
  }))

test('without the master key verify says what it could not check, and does not call the audit log whole', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await rm(join(folder.folder, 'data/master.key'))
    const { exitCode, stdout, stderr } = await folder.run(['audit', 'verify'])
    assert.equal([exitCode, stdout], [1, ''])
    assert.match(stderr, 'The keys of the audit trail are not available: ')
    assert.match(stderr, 'master.key is missing')
    assert.match(
      stderr,
      'Its 2 lines follow each other by number; whether one was altered, or the last ones removed, was not checked.',
    )
  }))

test('start, stop, reload and what was changed in the configuration stand in the audit log, and no secret', () =>
  withCommandFolder(async (folder) => {
    const file = join(folder.folder, 'data/audit.jsonl')
    const serve = async (work: (service: ReturnType<typeof folder.start>) => Promise<void>) => {
      const service = folder.start(['serve'])
      await service.says('"msg":"ready"')
      await work(service)
      service.child.kill('SIGTERM')
      await service.ended
    }
    await serve(async () => {})
    await serve(async () => {})
    await folder.configure({ policy: { driftWindow: 2 }, audit: { keep: '30d' } })
    await serve(async (service) => {
      await folder.configure({ policy: { driftWindow: 3 }, audit: { keep: '30d' } })
      service.child.kill('SIGHUP')
      await service.says('"msg":"reloaded"')
      await folder.configure({ policy: { driftWindow: 'x' } })
      service.child.kill('SIGHUP')
      await service.says('the configuration was not reloaded')
      // Its line follows what it says.
      await folder.run(['audit', 'verify'])
    })
    const text = await readFile(file, 'utf8')
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(
      events.map(({ event, outcome, reason }) => [
        event,
        outcome,
        ...(event === 'configuration.changed' ? [reason] : []),
      ]),
      [
        ['service.started', 'done'],
        ['service.stopped', 'done'],
        ['service.started', 'done'],
        ['service.stopped', 'done'],
        ['service.started', 'done'],
        ['configuration.changed', 'done', 'audit, policy'],
        ['service.reloaded', 'done'],
        ['configuration.changed', 'done', 'policy'],
        ['service.reloaded', 'refused'],
        ['service.stopped', 'done'],
      ],
    )
    assert.is(text.includes(sharedSecret), false)
    assert.match(events[0].reason, /^\S+ alerts=[0-9a-f]{8},audit=[0-9a-f]{8},dataDir=/)
  }))

test('after a rotation of the master key lines have another key, and those before still verify', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const keysOf = async () => {
      const text = await readFile(join(folder.folder, 'data/audit.jsonl'), 'utf8')
      return [...text.matchAll(/"mac":"([\w-]{8})\./g)].map(([, key]) => key)
    }
    const [before] = await keysOf()
    assert.is((await folder.run(['master-key', 'rotate'])).exitCode, 0)
    await folder.run(['unlock', 'alice'])
    const keys = await keysOf()
    assert.equal(keys.slice(0, 3), [before, before, before])
    assert.is(new Set(keys).size, 2)
    assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
  }))

test('an audit log that is not there is a fault, and nothing is made', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await rm(join(folder.folder, 'data'), { recursive: true })
    const { exitCode, stderr } = await folder.run(['audit', 'verify'])
    assert.is(exitCode, 1)
    assert.match(stderr, /ENOENT/)
  }))

test.run()
