import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mostReadable } from '../../../../adapters/lowdb/json-file.ts'
import { checkFileSizes } from '../../../../server/cli/doctor/files.ts'
import type { Config } from '../../../../server/config/load-config.ts'
import { withTemporaryFolder } from '../../../temporary-folder.ts'

test('files that are written whole are told of before they end', () =>
  withTemporaryFolder(async (dataDir) => {
    const [enrolments, users] = ['enrolments.json', 'users.json'].map((name) => join(dataDir, name))
    const found = async (kind: string) => {
      const userStores = [{ name: 'local', kind: 'file', path: users }]
      const config = { dataDir, stateStore: { kind }, userStores } as unknown as Config
      return (await checkFileSizes(config)).map(({ level, message }) => [level, message.split(' ', 1)[0]])
    }
    assert.equal(await found('lowdb'), [], 'there are none yet')
    for (const path of [enrolments, users]) {
      await writeFile(path ?? '', '')
      await truncate(path ?? '', 49_999_999)
    }
    assert.equal(await found('lowdb'), [])
    await truncate(enrolments ?? '', 50_000_000)
    assert.equal(await found('lowdb'), [['warning', enrolments]])
    assert.equal(await found('postgres'), [], 'the file of another store says nothing')
    await truncate(users ?? '', mostReadable)
    assert.equal(await found('lowdb'), [
      ['warning', enrolments],
      ['fault', users],
    ])
  }))

test.run()
