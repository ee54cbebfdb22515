import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSpool, renewSpool } from '../../../server/mail/spool.ts'
import { createKeyring } from '../../../server/state/keys/keyring.ts'
import { createSealing, type Sealing, sealedWith } from '../../../server/state/keys/sealing.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'

const [first, second] = [1, 2].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer]
const to = { address: 'alice@example.test', name: 'Alice', language: null }
const mail = (queuedAt: number) => ({ to, message: { kind: 'test' } as const, queuedAt, expiresAt: null })

async function leftIn(folder: string, sealing: Sealing) {
  const unreadable: string[] = []
  const { left } = await openSpool(folder, sealing, (file) => unreadable.push(file))
  return { left: left.map(({ queuedAt }) => queuedAt), unreadable }
}

test('while mail is sealed anew it comes and goes: none is lost, none comes back, none stays under the old key', () =>
  withTemporaryFolder(async (folder) => {
    const keyring = createKeyring(first)
    const { spool } = await openSpool(folder, keyring, () => {})
    const waiting = await Promise.all(Array.from({ length: 60 }, (_, i) => spool.put(mail(i))))
    // Sealed with the old key, and not in the folder yet when the new one is taken into use.
    const late = [spool.put(mail(100)), spool.put(mail(101))]
    const keyId = keyring.hold(second)
    keyring.use(keyId, keyring.carriedTo(keyId))
    const sent = waiting.filter((_, i) => i % 3 === 0)
    await Promise.all([
      spool.renewSeals(keyring.renewal),
      ...sent.map(({ id }) => spool.remove(id)),
      ...late,
      spool.put(mail(200)),
    ])
    const names = await readdir(folder)
    const seals = await Promise.all(
      names.map(async (name) => sealedWith(await readFile(join(folder, name), 'utf8'))),
    )
    assert.equal([...new Set(seals)], [keyId])
    const expected = [...Array.from({ length: 60 }, (_, i) => i).filter((i) => i % 3 !== 0), 100, 101, 200]
    assert.equal(await leftIn(folder, createSealing(second)), { left: expected, unreadable: [] })
    assert.is((await leftIn(folder, createSealing(first))).unreadable.length, expected.length)
  }))

test('a mail that is sent while its file is being replaced does not come back', () =>
  withTemporaryFolder(async (folder) => {
    const keyring = createKeyring(first)
    const { spool } = await openSpool(folder, keyring, () => {})
    const { id } = await spool.put(mail(1))
    const keyId = keyring.hold(second)
    keyring.use(keyId, keyring.carriedTo(keyId))
    let removed: Promise<void> | undefined
    await spool.renewSeals({
      ...keyring.renewal,
      text(sealed, context) {
        // The new file is opened and written after this.
        setImmediate(() => {
          removed = spool.remove(id)
        })
        return keyring.renewal.text(sealed, context)
      },
    })
    await removed
    assert.equal(await readdir(folder), [])
  }))

test('mail of a folder that no queue has open is sealed anew too; what no key opens stays as it is', () =>
  withTemporaryFolder(async (folder) => {
    const strange = await openSpool(folder, createSealing(Buffer.alloc(32, 9)), () => {})
    const { id } = await strange.spool.put(mail(1))
    const before = await readFile(join(folder, `${id}.mail`), 'utf8')
    const keyring = createKeyring(first)
    await (await openSpool(folder, keyring, () => {})).spool.put(mail(2))
    const keyId = keyring.hold(second)
    keyring.use(keyId, keyring.carriedTo(keyId))
    await renewSpool(folder, keyring.renewal)
    assert.is(await readFile(join(folder, `${id}.mail`), 'utf8'), before)
    assert.equal((await leftIn(folder, createSealing(second))).left, [2])
    await renewSpool(join(folder, 'no such folder'), keyring.renewal)
  }))

test.run()
