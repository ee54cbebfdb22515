import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { configFiles, findConfig } from '../../../server/cli/find-config.ts'
import { runProgram } from '../../../server/cli/program.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { configFor, withCommandFolder } from './commands.ts'
import { createScreens } from './screens.ts'

test('the variable goes first, then the folder one is in, then /etc', () =>
  withTemporaryFolder(async (folder) => {
    assert.equal(configFiles, ['./ringlock.yaml', '/etc/ringlock/ringlock.yaml'])
    const [here, etc] = [join(folder, 'here.yaml'), join(folder, 'etc.yaml')]
    const find = (env: Record<string, string>) => findConfig(env, [here, etc])
    assert.is(await find({}), null)
    await writeFile(etc, '')
    assert.equal(await find({}), { file: etc, isElsewhere: true })
    await writeFile(here, '')
    assert.equal(await find({}), { file: here, isElsewhere: false })
    const named = { file: '/nowhere/x.yaml', isElsewhere: true }
    assert.equal(await find({ RINGLOCK_CONFIG: '/nowhere/x.yaml' }), named, 'even where it is missing')
    assert.equal(await find({ RINGLOCK_CONFIG: '' }), { file: here, isElsewhere: false })
  }))

test('a file that this account may not read is not passed over', () =>
  withTemporaryFolder(async (folder) => {
    const closed = join(folder, 'closed')
    await mkdir(closed)
    const files = [join(closed, 'ringlock.yaml'), join(folder, 'other.yaml')]
    await writeFile(files[1] ?? '', '')
    await chmod(closed, 0)
    const found = await findConfig({}, files)
    await chmod(closed, 0o700)
    // root may look into every folder, and sees that nothing is there.
    assert.is(found?.file, files[process.getuid?.() === 0 ? 1 : 0])
  }))

test('a command uses the file of the variable, and names it where it is missing', () =>
  withCommandFolder(async ({ folder, configFile }) => {
    const run = async (args: string[], env: Record<string, string>) => {
      const screens = createScreens()
      const exitCode = await runProgram(args, { ...screens, env, clock: Date.now } as never)
      return { exitCode, stdout: screens.printed(), stderr: screens.complained() }
    }
    const shown = await run(['config', 'show'], { RINGLOCK_CONFIG: configFile })
    assert.is(shown.exitCode, 0, shown.stderr)
    const missing = await run(['config', 'show'], { RINGLOCK_CONFIG: join(folder, 'gone.yaml') })
    assert.is(missing.exitCode, 2)
    assert.match(missing.stderr, /gone\.yaml: found no such file/)
  }))

test('without any configuration it is said where it was looked for, and help, version and init go on', () =>
  withCommandFolder(async ({ folder, start }) => {
    await writeFile(join(folder, 'ringlock.yaml'), JSON.stringify(configFor(0)), { mode: 0o600 })
    const found = await start(['user', 'list']).ended
    assert.is(found.exitCode, 0, found.stderr)
  }))

test.run()
