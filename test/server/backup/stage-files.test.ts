import { chown, lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { createStagedFiles, giveToOwnerOf } from '../../../server/backup/stage-files.ts'
import { folderSuite } from '../../adapters/folder-suite.ts'

const test = folderSuite('stage files')

test('the pieces of a file follow each other, and it is open to its owner alone', async ({ folder }) => {
  const [one, other] = [join(folder, 'one'), join(folder, 'other')]
  const files = createStagedFiles()
  await files.append(one, Buffer.from('a'))
  await files.append(one, Buffer.from('b'))
  await files.append(other, Buffer.from('c'))
  await files.finish()
  assert.equal([await readFile(one, 'utf8'), await readFile(other, 'utf8')], ['ab', 'c'])
  assert.is((await stat(one)).mode & 0o777, 0o600)
})

test('nothing is written to a file that is there, nor through a link', async ({ folder }) => {
  const [target, link] = [join(folder, 'target'), join(folder, 'link')]
  await writeFile(target, 'as it was')
  await symlink(target, link)
  for (const path of [target, link]) {
    const refused = await createStagedFiles()
      .append(path, Buffer.from('written'))
      .then(
        () => null,
        (error: NodeJS.ErrnoException) => error.code,
      )
    assert.is(refused, 'EEXIST')
  }
  assert.is(await readFile(target, 'utf8'), 'as it was')
})

if (process.getuid?.() === 0) {
  test('a link is given away, and what it points to is not', async ({ folder }) => {
    const [target, link, owned] = [join(folder, 'target'), join(folder, 'link'), join(folder, 'owned')]
    await writeFile(target, '')
    await symlink(target, link)
    await mkdir(owned)
    await chown(owned, 65534, 65534)
    await giveToOwnerOf(owned, [link])
    assert.is((await lstat(link)).uid, 65534)
    assert.is((await stat(target)).uid, 0)
  })
}

test.run()
