import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addAlice, type CommandFolder, withCommandFolder } from '../server/cli/commands.ts'
import { peerTest } from './peers.ts'
import type { Postgres } from './postgres.ts'
import { withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const

/** Two data folders on one database, as two machines have them; the second has the first one's master key. */
async function withTwoFolders(
  postgres: Postgres,
  use: (one: CommandFolder, other: CommandFolder) => Promise<void>,
): Promise<void> {
  await withCommandFolder((one) =>
    withCommandFolder(async (other) => {
      for (const each of [one, other])
        await each.configure({ stateStore: { kind: 'postgres', url: postgres.url } })
      await one.run(['status'])
      await mkdir(join(other.folder, 'data'), { mode: 0o700 })
      for (const name of ['master.key', 'users.json']) {
        await copyFile(join(one.folder, 'data', name), join(other.folder, 'data', name))
      }
      await use(one, other)
    }),
  )
}

const trailOf = ({ folder }: CommandFolder) => join(folder, 'data/audit.jsonl')
const verify = async ({ run }: CommandFolder) => {
  const { exitCode, stdout, stderr } = await run(['audit', 'verify'])
  return `${exitCode} ${stdout}${stderr}`
}

peerTest('services that share a database have an audit log each, and each is checked by itself', needs, () =>
  withPostgres((postgres) =>
    withTwoFolders(postgres, async (one, other) => {
      await addAlice(one)
      await other.run(['user', 'add', 'bob', '--password-stdin'], { input: 'pass-of-bob' })
      await other.run(['enrol', 'bob'])
      for (const each of [one, other])
        assert.match(await verify(each), /^0 The audit trail is intact: \d lines in 1 file/)
      assert.is((await postgres.sql('SELECT count(*) FROM ringlock.audit_heads')).trim(), '2')
      assert.is((await postgres.sql('SELECT count(*) FROM ringlock.stored_events')).trim(), '0')

      const lines = (await readFile(trailOf(other), 'utf8')).split('\n')
      await writeFile(trailOf(other), `${lines[0]}\n`)
      assert.match(await verify(other), /^1 .*is broken: it ends with line 1, and line 2 was known/s)
      assert.match(await verify(one), /^0 The audit trail is intact/)
    }),
  ),
)

peerTest(
  'the audit log of one service in the folder of another, and an audit log that is gone, are named',
  needs,
  () =>
    withPostgres((postgres) =>
      withTwoFolders(postgres, async (one, other) => {
        await addAlice(one)
        await other.run(['user', 'add', 'bob', '--password-stdin'], { input: 'pass-of-bob' })
        await rm(trailOf(one))
        assert.match(await verify(one), /^1 .*all its lines are gone, up to line 2/s)
        await other.run(['audit', 'verify'])
        await postgres.sql('DELETE FROM ringlock.audit_keys')
        assert.match(await verify(other), /^1 .*has a key that is not known here/s)
      }),
    ),
)

peerTest('keys and head go along with state copy, both ways, and the audit log goes on', needs, () =>
  withPostgres((postgres) =>
    withCommandFolder(async (folder) => {
      await addAlice(folder)
      await folder.configure({ stateStore: { kind: 'postgres', url: postgres.url } })
      const copied = await folder.run(['state', 'copy', '--from', 'lowdb', '--to', 'postgres'])
      assert.is(copied.exitCode, 0, copied.stderr)
      assert.match(await verify(folder), /^0 The audit trail is intact: 3 lines/)
      await folder.run(['unlock', 'alice'])
      assert.match(await verify(folder), /^0 The audit trail is intact: 4 lines/)
      // Into a folder where the files of the store are not yet.
      for (const name of [
        'enrolments.json',
        'logins.json',
        'enrolments.json.previous',
        'logins.json.previous',
      ]) {
        await rm(join(folder.folder, 'data', name), { force: true })
      }
      for (const name of await readdir(join(folder.folder, 'data'))) {
        if (name.endsWith('.journal')) await rm(join(folder.folder, 'data', name))
      }
      const back = await folder.run(['state', 'copy', '--from', 'postgres', '--to', 'lowdb'])
      assert.is(back.exitCode, 0, back.stderr)
      await folder.configure({})
      await folder.run(['unlock', 'alice'])
      assert.match(await verify(folder), /^0 The audit trail is intact: 6 lines/)
    }),
  ),
)

const copy = ({ run }: CommandFolder, from: string, to: string) =>
  run(['state', 'copy', '--from', from, '--to', to])

/** What the audit log says of copies, and whether it is broken. */
async function toldOf(folder: CommandFolder): Promise<(string | undefined)[]> {
  const events = (await readFile(trailOf(folder), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return events
    .filter(({ event }) => event === 'state.copied' || event === 'audit.broken')
    .map(({ reason }) => reason)
}

for (const [from, to] of [
  ['lowdb', 'postgres'],
  ['postgres', 'lowdb'],
] as const) {
  for (const stays of [from, to]) {
    peerTest(
      `copies from ${from} to ${to}, done and refused, break no audit log of a service in ${stays}`,
      needs,
      () =>
        withPostgres(({ url }) =>
          withCommandFolder(async (folder) => {
            const postgres = { stateStore: { kind: 'postgres', url } }
            const useStore = (kind: string) => folder.configure(kind === 'postgres' ? postgres : {})
            const refuse = async (one: string, other: string) => {
              await folder.configure(postgres)
              const { exitCode, stderr } = await copy(folder, one, other)
              assert.is(exitCode, 1)
              assert.match(stderr, `There is something in ${other} already`)
              await useStore(stays)
              assert.match(await verify(folder), /^0 The audit trail is intact/)
            }
            await useStore(from)
            await addAlice(folder)
            await folder.configure(postgres)
            const copied = await copy(folder, from, to)
            assert.is(copied.exitCode, 0, copied.stderr)
            assert.is(copied.stderr, '')
            await useStore(stays)
            assert.match(await verify(folder), /^0 The audit trail is intact: 3 lines/)
            await refuse(from, to)
            await refuse(to, from)
            assert.is((await folder.run(['unlock', 'alice'])).exitCode, 0)
            assert.match(await verify(folder), /^0 The audit trail is intact: 6 lines/)
            await refuse(from, to)
            await refuse(to, from)
            assert.match(await verify(folder), /^0 The audit trail is intact: 8 lines/)
            const refusals = [`${from} to ${to}: not-empty`, `${to} to ${from}: not-empty`]
            assert.equal(await toldOf(folder), [`${from} to ${to}: copied`, ...refusals, ...refusals])
            // What the copy said is known to the store, and missed when it is gone.
            const lines = (await readFile(trailOf(folder), 'utf8')).split('\n')
            await writeFile(trailOf(folder), `${lines.slice(0, 2).join('\n')}\n`)
            assert.match(await verify(folder), /^1 .*is broken: it ends with line 2/s)
          }),
        ),
    )
  }
}

peerTest(
  'a copy into a store that a service was started on does not break the audit log once more',
  needs,
  () =>
    withPostgres(({ url }) =>
      withCommandFolder(async (folder) => {
        await addAlice(folder)
        await folder.configure({ stateStore: { kind: 'postgres', url } })
        // Its keys are made, and the audit log is told that those of its lines are not known there.
        await folder.run(['status'])
        const before = await toldOf(folder)
        const copied = await copy(folder, 'lowdb', 'postgres')
        assert.is(copied.exitCode, 0, copied.stderr)
        assert.equal(await toldOf(folder), [...before, 'lowdb to postgres: copied'])
        const told = await folder.run(['audit', 'verify', '--json'])
        assert.match(told.stdout + told.stderr, 'a key that is not known here')
        assert.not.match(told.stdout + told.stderr, 'breaks')
      }),
    ),
)

peerTest('the line of the copy cannot be cut off before the first start on the target', needs, () =>
  withPostgres(({ url }) =>
    withCommandFolder(async (folder) => {
      await addAlice(folder)
      await folder.configure({ stateStore: { kind: 'postgres', url } })
      assert.is((await copy(folder, 'lowdb', 'postgres')).exitCode, 0)
      const lines = (await readFile(trailOf(folder), 'utf8')).split('\n')
      await writeFile(trailOf(folder), `${lines.slice(0, 2).join('\n')}\n`)
      assert.match(await verify(folder), /^1 .*is broken: it ends with line 2, and line 3 was known/s)
    }),
  ),
)

test.run()
