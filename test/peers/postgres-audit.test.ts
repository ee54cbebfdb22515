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

peerTest('services that share a database have a trail each, and each is checked by itself', needs, () =>
  withPostgres((postgres) =>
    withTwoFolders(postgres, async (one, other) => {
      await addAlice(one)
      await other.run(['user', 'add', 'bob', '--password-stdin'], { input: 'pass-of-bob' })
      await other.run(['enrol', 'bob'])
      for (const each of [one, other])
        assert.match(await verify(each), /^0 The trail is whole: \d lines in 1 file/)
      assert.is((await postgres.sql('SELECT count(*) FROM ringlock.audit_heads')).trim(), '2')
      assert.is((await postgres.sql('SELECT count(*) FROM ringlock.stored_events')).trim(), '0')

      const lines = (await readFile(trailOf(other), 'utf8')).split('\n')
      await writeFile(trailOf(other), `${lines[0]}\n`)
      assert.match(await verify(other), /^1 .*is broken: it ends with line 1, and line 2 was known/s)
      assert.match(await verify(one), /^0 The trail is whole/)
    }),
  ),
)

peerTest(
  'the trail of one service in the folder of another, and a trail that is gone, are named',
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

peerTest('keys and head go along with state copy, both ways, and the trail goes on', needs, () =>
  withPostgres((postgres) =>
    withCommandFolder(async (folder) => {
      await addAlice(folder)
      await folder.configure({ stateStore: { kind: 'postgres', url: postgres.url } })
      const copied = await folder.run(['state', 'copy', '--from', 'lowdb', '--to', 'postgres'])
      assert.is(copied.exitCode, 0, copied.stderr)
      assert.match(await verify(folder), /^0 The trail is whole: 3 lines/)
      await folder.run(['unlock', 'alice'])
      assert.match(await verify(folder), /^0 The trail is whole: 4 lines/)
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
      assert.match(await verify(folder), /^0 The trail is whole: 6 lines/)
    }),
  ),
)

test.run()
