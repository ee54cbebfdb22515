import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import upstream from './fusionpbx-double/upstream.json' with { type: 'json' }

const validate = 'core/authentication/resources/classes/authentication.php'
const database = 'core/authentication/resources/classes/plugins/database.php'

/** What the module hangs on, as FusionPBX's code says it. */
const contractPoints: readonly (readonly [file: string, point: string, said: RegExp])[] = [
  [validate, 'a method is called with two arguments', /\$object->\$name\(\$this, \$this->settings\)/],
  [
    validate,
    'a method that has passed is not asked again',
    /\['plugin'\]\[\$name\]\['authorized'\]\) \{\s+continue;/,
  ],
  [
    validate,
    "a method's result is kept under its name",
    /\$_SESSION\['authentication'\]\['plugin'\]\[\$name\] = \$result;/,
  ],
  [validate, 'a row that says no refuses', /foreach \(\$_SESSION\['authentication'\]\['plugin'\] as \$row\)/],
  [
    validate,
    'the methods of a user are asked, too',
    /array_diff\(\$this->settings->get\('authentication', 'methods', \[\]\)/,
  ],
  [validate, 'and what they return is dropped', /\n\s+\$object->\{\$name\}\(\$this, \$this->settings\);/],
  [validate, 'a remember-me token is made where the session asks', /!empty\(\$_SESSION\['remember'\]\)/],
  [
    validate,
    'any request writes the name in the session',
    /\$_SESSION\['username'\] = trim\(\$_REQUEST\["username"\]\)/,
  ],
  [database, 'the password is in the request', /\$this->password = \$_REQUEST\["password"\]/],
  [database, 'an API key is longer than 30 characters', /strlen\(\$this->key\) > 30/],
  [database, 'its result has the user', /\$result\["user_uuid"\] = \$this->user_uuid/],
  ['resources/check_auth.php', 'the line in syslog', /authentication failed for /],
]

const checkout = process.env.FUSIONPBX_REPO
if (checkout === undefined) {
  console.log('not run: FUSIONPBX_REPO (a checkout of FusionPBX)')
} else {
  const read = (file: string) => readFile(join(checkout, file), 'utf8')

  for (const [file, point, said] of contractPoints) {
    test(`FusionPBX: ${point}`, async () => {
      assert.match(await read(file), said)
    })
  }

  test(`FusionPBX: the files that the double imitates are those of ${upstream.commit}`, async () => {
    const found = Object.keys(upstream.files).map(async (file) => {
      const hash = createHash('sha256').update(await read(file))
      return [file, hash.digest('hex')] as const
    })
    assert.equal(Object.fromEntries(await Promise.all(found)), upstream.files)
  })
}

test.run()
