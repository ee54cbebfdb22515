import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { peerTest } from './peers.ts'
import { php } from './php.ts'

const needs = { needs: ['php'] as const }
/** AMPWEBROOT of a real FreePBX, which may not be brought here. */
const webRoot = process.env.FREEPBX_ROOT

const broken = (root: string) =>
  php<string[]>(
    `require getcwd() . '/adapters/freepbx/module/src/autoload.php';
     return \\Ringlock\\Freepbx\\Contract::broken($input);`,
    root,
  )

peerTest(
  'FreePBX module: a FreePBX that lets in elsewhere is noticed, also where a comment says otherwise',
  needs,
  () =>
    withTemporaryFolder(async (root) => {
      const write = async (path: string, text: string) => {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), `<?php ${text}`)
      }
      const point = 'who is in the administration is $_SESSION[AMP_user] (admin/libraries/gui_auth.php)'
      assert.ok((await broken(root)).includes(point))
      assert.not(
        (await broken(root)).some((each) => each.includes('modules/ucp')),
        'UCP is not installed',
      )

      await write('admin/libraries/gui_auth.php', `// if (!isset($_SESSION['AMP_user']))`)
      await mkdir(join(root, 'admin/modules/ucp'), { recursive: true })
      assert.ok((await broken(root)).includes(point))
      assert.ok((await broken(root)).some((each) => each.includes('modules/ucp')))
      await write('admin/libraries/gui_auth.php', `if (!isset($_SESSION['AMP_user'])) { }`)
      assert.not((await broken(root)).includes(point))
    }),
)

if (webRoot === undefined) console.log('not run: FREEPBX_ROOT (the web root of a FreePBX)')
else
  peerTest(
    'FreePBX module: the FreePBX that was given lets in at the points that the module knows',
    needs,
    async () => assert.equal(await broken(webRoot), []),
  )

test.run()
