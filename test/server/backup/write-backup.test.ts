import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type BackupLine, isMacOf } from '../../../server/backup/format.ts'
import { readBackup } from '../../../server/backup/read-backup.ts'
import { type BackupSource, ChangedMeanwhileError, writeBackup } from '../../../server/backup/write-backup.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'
import type { SnapshotRow } from '../../../server/state/snapshot.ts'
import { faultOf } from '../../fault-of.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'

const sealing = createSealing(Buffer.alloc(32, 7))
const standing = { floor: 1, masterKey: null, hold: null, restores: 0 }
const auditKey = { id: 'k', trail: 't', sealedKey: 's', madeAt: 1 }

/** @param onRows - called before each batch of rows is handed over */
function stateOf(rows: readonly SnapshotRow[], onRows = async () => {}): BackupSource['state'] {
  return {
    async readRows(take) {
      for (let i = 0; i < rows.length; i += 500) {
        await onRows()
        await take(rows.slice(i, i + 500))
      }
    },
    listAuditKeys: async () => [auditKey],
  }
}

const rows: readonly SnapshotRow[] = [
  ['standing', '', standing],
  ...Array.from({ length: 20_000 }, (_, i) => ['requiredSince', `local:${i}`, i] as const),
  ['auditKeys', 'k', auditKey],
]

function withSource(
  use: (source: BackupSource, paths: { users: string; audit: string; folder: string }) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const [users, audit] = [join(folder, 'users.json'), join(folder, 'audit.jsonl')]
    await writeFile(users, '{"users":["ö"]}')
    await writeFile(join(folder, 'audit-000001.jsonl'), 'first\n')
    await writeFile(audit, 'second\nthird, half writ')
    const source: BackupSource = {
      header: { kind: 'ringlock-backup', version: 1, madeBy: '0', madeAt: 'now' },
      state: stateOf(rows),
      sealing,
      dataDir: folder,
      usersFiles: new Map([
        ['local', users],
        ['none yet', join(folder, 'none.json')],
      ]),
    }
    await use(source, { users, audit, folder })
  })
}

async function linesOf(source: BackupSource): Promise<BackupLine[]> {
  let text = ''
  await writeBackup(source, async (piece) => {
    text += piece
  })
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('it has every row, the users and whole lines of the audit log, in this order', () =>
  withSource(async (source) => {
    const lines = await linesOf(source)
    assert.equal(lines[0], ['header', { ...source.header, keyId: sealing.keyId }])
    const files = lines.filter(([what]) => what === 'file')
    assert.equal(files, [
      ['file', 'users/local', Buffer.from('{"users":["ö"]}').toString('latin1')],
      ['file', 'audit/audit-000001.jsonl', 'first\n'],
      ['file', 'audit/audit.jsonl', 'second\n'],
    ])
    const rowsThere = lines.filter(([what]) => what !== 'file' && what !== 'header' && what !== 'end')
    assert.equal(rowsThere, rows)
    const places = (['file', 'standing'] as const).map((what) => lines.findIndex((line) => line[0] === what))
    assert.ok((places[0] ?? 0) < (places[1] ?? 0))
    const [what, end] = lines.at(-1) as readonly ['end', Parameters<typeof isMacOf>[0]]
    assert.is(what, 'end')
    assert.is(end.lines, lines.length - 1)
    assert.ok(isMacOf(end, sealing.backupKey))
    assert.not.ok(isMacOf(end, createSealing(Buffer.alloc(32, 8)).backupKey))
    assert.not.ok(isMacOf({ ...end, mac: '' }, sealing.backupKey))
  }))

test('it goes in pieces, and other work of the process goes on between any two', () =>
  withSource(async (source) => {
    let turns = 0
    let since = 0
    const waits: number[] = []
    const tick = () => {
      turns++
      if (turns > 0) timer = setImmediate(tick)
    }
    let timer = setImmediate(tick)
    let pieces = 0
    await writeBackup(source, async (piece) => {
      pieces++
      waits.push(turns - since)
      since = turns
      assert.ok(piece.length < 256 * 1024)
    })
    clearImmediate(timer)
    assert.ok(pieces > 40)
    // The end follows the last line at once.
    assert.ok(waits.slice(1, -1).every((turnsBetween) => turnsBetween > 0))
  }))

test('users that change in the moment before the state is read are read again', () =>
  withSource(async (source, { users }) => {
    let changes = 0
    const change = async () => {
      if (changes < 3) await writeFile(users, `{"users":[${++changes}]}`)
    }
    const lines = await linesOf({ ...source, state: stateOf(rows, change) })
    assert.equal(
      lines.filter(([what, name]) => what === 'file' && name === 'users/local'),
      [['file', 'users/local', '{"users":[3]}']],
    )
    assert.is(lines.filter(([what]) => what === 'header').length, 1)
    let forever = 0
    const always = () => writeFile(users, `${++forever}`)
    const error = await faultOf(() => linesOf({ ...source, state: stateOf(rows, always) }))
    assert.match(error.message, /the users change all the time/)
  }))

test('a key that is changed meanwhile ends the backup', () =>
  withSource(async (source) => {
    const later = { ...source.state, listAuditKeys: async () => [auditKey, { ...auditKey, id: 'later' }] }
    assert.instance(await faultOf(() => linesOf({ ...source, state: later })), ChangedMeanwhileError)
    let keyId = 'one'
    const rotating = {
      backupKey: sealing.backupKey,
      get keyId() {
        return keyId
      },
    }
    const rotate = async () => {
      keyId = 'two'
    }
    const state = stateOf(rows, rotate)
    assert.instance(
      await faultOf(() => linesOf({ ...source, sealing: rotating, state })),
      ChangedMeanwhileError,
    )
  }))

test('a command that goes away ends it', () =>
  withSource(async (source) => {
    const error = await faultOf(() =>
      writeBackup(source, () => Promise.reject(new Error('the command is gone'))),
    )
    assert.is(error.message, 'the command is gone')
  }))

test('what was written is read back, and every altered byte is noticed', () =>
  withSource(async (source, { folder }) => {
    const small = {
      ...source,
      state: stateOf([
        ['standing', '', standing],
        ['auditKeys', 'k', auditKey],
      ]),
    }
    let text = ''
    await writeBackup(small, async (piece) => {
      text += piece
    })
    const file = join(folder, 'backup')
    const resultOf = async (bytes: Uint8Array) => {
      await writeFile(file, bytes)
      return (await readBackup(file, () => {})).result
    }
    const zipped = gzipSync(text)
    assert.is(await resultOf(zipped), 'whole')
    const plain = Buffer.from(text)
    for (let at = 0; at < plain.length; at += 7) {
      const altered = Buffer.from(plain)
      altered[at] = (altered[at] ?? 0) ^ 1
      const result = await resultOf(gzipSync(altered))
      // The MAC is not compared here.
      const isInMac = at > text.lastIndexOf('"mac"')
      if (!isInMac) assert.is.not(result, 'whole', `byte ${at}`)
    }
    for (let length = 0; length < zipped.length; length += 11) {
      assert.is(await resultOf(zipped.subarray(0, length)), 'damaged', `${length} bytes`)
    }
    await rm(file)
    const missing = await faultOf(() => readBackup(file, () => {}))
    assert.is((missing as NodeJS.ErrnoException).code, 'ENOENT')
    assert.is((await readFile(join(folder, 'users.json'), 'utf8')).length, 15)
  }))

test.run()
