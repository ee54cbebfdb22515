import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Restored } from '../../server/cli/restore.ts'
import type { ShownLogins } from '../../server/cli/status.ts'
import type { ShownStatus } from '../../server/control/status.ts'
import {
  addAlice,
  alicePassword,
  type CommandFolder,
  codeNow,
  withCommandFolder,
} from '../server/cli/commands.ts'
import { peerTest } from './peers.ts'
import type { Postgres } from './postgres.ts'
import { withPostgres } from './postgres-place.ts'

const needs = { needs: ['postgres'] } as const
const again = /Codes work again in [234] minutes/

function withAlice(use: (folder: CommandFolder, postgres: Postgres) => Promise<void>): Promise<void> {
  return withPostgres((postgres) =>
    withCommandFolder(async (folder) => {
      await folder.configure({ stateStore: { kind: 'postgres', url: postgres.url, timeout: '1s' } })
      await addAlice(folder)
      await use(folder, postgres)
    }),
  )
}

async function login({ run }: CommandFolder, code: string): Promise<string> {
  const typed = { input: `${alicePassword},${code}`, env: { PAM_USER: 'alice' } }
  const { stdout, stderr } = await run(['verify', '--separator', ','], typed)
  return stdout + stderr
}

peerTest(
  'a code that was used since the backup is refused after the restore, and what was there is kept',
  needs,
  () =>
    withAlice(async (folder, { sql }) => {
      const service = folder.start(['serve'])
      await service.says('ready')
      const file = join(folder.folder, 'backup')
      const before = codeNow()
      assert.match(await login(folder, before), 'Accepted.')
      assert.is((await folder.run(['backup', file])).exitCode, 0, 'while it runs')
      const since = codeNow(1)
      assert.match(await login(folder, since), 'Accepted.')
      assert.is((await folder.run(['restore', file, '--replace'])).exitCode, 2, 'not while it runs')
      service.child.kill('SIGTERM')
      await service.ended

      const refused = await folder.run(['restore', file])
      assert.is(refused.exitCode, 1)
      assert.match(refused.stderr, /There is something already: .*the schema ringlock/)
      const { aside, codesWorkAgainAt } = await folder.json<Restored>(['restore', file, '--replace'])
      assert.ok(Date.parse(codesWorkAgainAt ?? '') > Date.now() + 100_000)
      assert.match(await login(folder, since), again)
      assert.match(await login(folder, before), /already used/)
      await folder.run(['unlock', '--clock'])
      assert.match(await login(folder, since), again)
      const kept = await sql(`SELECT count(*) FROM "${aside}".enrolments`)
      assert.match(JSON.stringify(kept), '1')
      assert.is((await folder.run(['audit', 'verify'])).exitCode, 0)
    }),
)

peerTest('a backup of PostgreSQL goes into files, and one of files into PostgreSQL', needs, () =>
  withAlice(async (folder, { url }) => {
    const { folder: at, configure, json, run } = folder
    const file = join(at, 'backup')
    assert.is((await run(['backup', file])).exitCode, 0)
    // The logins below are refused in between, and the trail that tells of them is in the second backup.
    const statusOf = async () =>
      (await json<(ShownStatus & ShownLogins)[]>(['status'])).map(
        ({ wait, refusedSince, lastRefusal, ...user }) => user,
      )
    const before = await statusOf()
    await configure({})
    assert.is((await run(['restore', file, '--replace'])).exitCode, 0)
    assert.equal(await statusOf(), before)
    assert.match(await login(folder, codeNow()), again)

    const ofFiles = join(at, 'backup-of-files')
    assert.is((await run(['backup', ofFiles])).exitCode, 0)
    await configure({ stateStore: { kind: 'postgres', url, timeout: '1s' } })
    assert.is((await run(['restore', ofFiles, '--replace'])).exitCode, 0)
    assert.equal(await statusOf(), before)
    assert.match(await login(folder, codeNow()), again)
  }),
)

peerTest('a restore that the database ends leaves everything as it was', needs, () =>
  withAlice(async (folder, { sql }) => {
    const file = join(folder.folder, 'backup')
    assert.is((await folder.run(['backup', file])).exitCode, 0)
    assert.match(await login(folder, codeNow()), 'Accepted.')
    const data = join(folder.folder, 'data')
    const names = (await readdir(data)).sort()
    // Makes the last step of the transaction fail.
    await sql(`CREATE FUNCTION no_more() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF tg_tag = 'CREATE TABLE' THEN RAISE EXCEPTION 'no room'; END IF; END $$`)
    await sql('CREATE EVENT TRIGGER no_more ON ddl_command_end EXECUTE FUNCTION no_more()')
    const failed = await folder.run(['restore', file, '--replace'])
    assert.is(failed.exitCode, 1)
    assert.match(failed.stderr, /no room/)
    await sql('DROP EVENT TRIGGER no_more')
    assert.equal((await readdir(data)).sort(), names)
    assert.is((await folder.json<ShownStatus>(['status', 'alice'])).secondFactor, 'enabled')
    assert.match(await login(folder, codeNow(1)), 'Accepted.', 'and no code is held back')
  }),
)

peerTest('another service on the database stops a restore', needs, () =>
  withAlice(async (folder) => {
    const file = join(folder.folder, 'backup')
    assert.is((await folder.run(['backup', file])).exitCode, 0)
    const other = join(folder.folder, 'other')
    await mkdir(other)
    await cp(join(folder.folder, 'data/master.key'), join(other, 'data/master.key'), { recursive: true })
    await cp(join(folder.folder, 'data/users.json'), join(other, 'data/users.json'))
    await cp(folder.configFile, join(other, 'ringlock.yaml'))
    const service = folder.start(['serve', '--config', join(other, 'ringlock.yaml')])
    await service.says('ready')
    const refused = await folder.run(['restore', file, '--replace'])
    assert.is(refused.exitCode, 1)
    assert.match(refused.stderr, /Another service works on the database; stop it first/)
    service.child.kill('SIGTERM')
    await service.ended
    await rm(other, { recursive: true })
    assert.is((await folder.run(['restore', file, '--replace'])).exitCode, 0)
  }),
)

test.run()
