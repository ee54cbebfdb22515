import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../free-port.ts'
import { portalContract } from './portal-contract.ts'

const file = fileURLToPath(new URL('../../docs/portal.mjs', import.meta.url))

/** docs/portal.mjs as anyone starts it. */
async function openPortal(ringlock: string, portalKey: string) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { ...process.env, RINGLOCK: ringlock, PORTAL_KEY: portalKey, PORT: String(port) }
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = once(child, 'exit')
  while (child.exitCode === null && !(await fetch(url).catch(() => null))) await sleep(20)
  return {
    url,
    now: () => Math.floor(Date.now() / 1000),
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
    },
    async close() {
      assert.equal([child.exitCode, child.signalCode], [null, null], 'it still runs')
      child.kill()
      await ended
    },
  }
}

portalContract('docs/portal.mjs', 'portal', openPortal)

test('it does not start without a key', async () => {
  const child = spawn(process.execPath, [file], { env: { ...process.env, PORTAL_KEY: '', PORT: '0' } })
  const [code] = await once(child, 'exit')
  assert.is.not(code, 0)
})

test.run()
