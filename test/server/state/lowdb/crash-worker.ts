import { fork } from 'node:child_process'
import { once } from 'node:events'

const nothing = { step: -1, failures: 0, enrolled: 0, audited: -1, taken: -1, rotated: 0, mailed: -1 }

export type Acknowledged = typeof nothing

/** Lets a child work, kills it after so many acknowledgements, and tells the highest of each kind. */
export async function workUntilKilled(
  script: string,
  dataDir: string,
  acknowledgements: number,
): Promise<Acknowledged> {
  const highest: Acknowledged = { ...nothing }
  const unexpected: string[] = []
  const child = fork(script, [dataDir], { execArgv: [] })
  let told = 0
  child.on('message', (message: string) => {
    const [what, n] = message.split(' ') as [keyof Acknowledged, string]
    if (what in highest) highest[what] = Math.max(highest[what], Number(n))
    else unexpected.push(message)
    if (++told === acknowledgements) child.kill('SIGKILL')
  })
  const [code, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') unexpected.push(`ended by itself, with ${code}`)
  if (unexpected.length > 0) throw new Error(unexpected.join('; '))
  return highest
}
