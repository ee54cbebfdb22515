import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LockedError } from '../../../adapters/lowdb/process-lock.ts'
import { performWith } from '../../../server/cli/perform.ts'
import { openService } from '../../../server/compose/app.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import { withCommandFolder } from './commands.ts'
import { createScreens } from './screens.ts'

test('a folder that is in use is waited for', () =>
  withCommandFolder(async ({ configFile }) => {
    const config = await loadConfig(configFile, { env: {} })
    let inUse = 3
    const context = {
      ...createScreens(),
      openService: (config: Parameters<typeof openService>[0]) =>
        inUse-- > 0 ? Promise.reject(new LockedError('In use by somebody', 1)) : openService(config),
      openListeners: () => assert.unreachable('no door is opened for a command') as never,
      copyState: () => assert.unreachable('nothing is copied') as never,
      restoreBackup: () => assert.unreachable('nothing is restored') as never,
      checkConfig: async () => [],
      examineStateStore: async () => null,
      examineUserStores: () => assert.unreachable('nothing is examined') as never,
      env: {},
      clock: Date.now,
    }
    const answer = await performWith(config, 'user list', {}, context)
    assert.is(answer.line, '0 users.')
    assert.is(inUse, -1)
  }))

test('what a command makes on its way is said on stderr', () =>
  withCommandFolder(async ({ run }) => {
    const first = await run(['user', 'list', '--json'])
    assert.is(first.stdout, '[]\n')
    assert.match(first.stderr, /made the master key .*master\.key/)
    const second = await run(['user', 'list', '--json'])
    assert.is(second.stderr, '')
  }))

test.run()
