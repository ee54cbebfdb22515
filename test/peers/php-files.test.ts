import { readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { peerTest } from './peers.ts'
import { lintPhp, strictPhp } from './php.ts'
import { run } from './processes.ts'

const top = fileURLToPath(new URL('../../', import.meta.url))
const needs = { needs: ['php', 'php-curl'] } as const

async function phpFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(top + folder, { recursive: true })
  return names.filter((name) => name.endsWith('.php')).map((name) => `${folder}/${name}`)
}

peerTest(
  'every PHP file of the modules and of the doubles is valid, and nothing in it is deprecated',
  needs,
  async () => {
    const folders = ['adapters', 'test/peers']
    const files = (await Promise.all(folders.map(phpFilesIn))).flat()
    assert.ok(files.length > 100, `${files.length} files`)
    assert.is(await lintPhp(top, files), '')
  },
)

peerTest('a file that is not valid is named, as the second one too', needs, () =>
  withTemporaryFolder(async (folder) => {
    await writeFile(`${folder}/right.php`, '<?php echo 1;')
    await writeFile(`${folder}/wrong.php`, '<?php syntax error')
    await writeFile(`${folder}/old.php`, '<?php function f($a = 1, $b) {}')
    assert.is(await lintPhp(folder, ['right.php']), '')
    assert.match(await lintPhp(folder, ['right.php', 'wrong.php']), /Parse error.* in wrong\.php/)
    assert.match(await lintPhp(folder, ['right.php', 'old.php']), /Deprecated.* in old\.php/)
  }),
)

const libraries = ['portal-php', 'freepbx/module/src', 'fusionpbx/module/app/ringlock/lib']

/** What the file names and nobody has. */
const unknownNames = (folder: string) =>
  run('php', [...strictPhp, 'test/peers/php-names.php', 'adapters/portal-php', folder], { cwd: top })

for (const library of libraries) {
  peerTest(`adapters/${library} names no class, method or constant that there is not`, needs, async () => {
    const { exitCode, stdout, stderr } = await unknownNames(`adapters/${library}`)
    assert.equal([exitCode, stdout, stderr], [0, '', ''])
  })
}

peerTest('a class, a method, a constant and a type that there is not are named', needs, () =>
  withTemporaryFolder(async (folder) => {
    await writeFile(
      `${folder}/Wrong.php`,
      `<?php
namespace Ringlock\\Wrong;
use Ringlock\\Portal\\Answer;
final class Wrong
{
    private const RIGHT = 1;
    public function right(): int { return self::RIGHT + Answer::none('')->status; }
    public function wrong(Nothing $x): void { new Missing(); Answer::nothing(); echo self::WRONG; }
}
`,
    )
    const { stdout } = await unknownNames(folder)
    const named = stdout.split('\n').map((line) => line.replace(/^\S+ /, ''))
    assert.equal(named, [
      'new Missing',
      'Answer::nothing',
      'self::WRONG',
      'wrong names Ringlock\\Wrong\\Nothing',
      '',
    ])
  }),
)

test.run()
