import { actor, alice, app, codeOf, openKillWorld } from './kill-world.ts'

/** `enrol` or `reset TOKEN`, and how many steps to take before the process is killed. */
const [dataDir = '', mostSteps = '', what = '', token = ''] = process.argv.slice(2)
let steps = 0
const { enrolments, resets, close } = await openKillWorld(dataDir, () => {
  if (steps++ === Number(mostSteps)) process.kill(process.pid, 'SIGKILL')
})
if (what === 'reset') await resets.consume(token, '192.0.2.1:4711')
else {
  const offer = await enrolments.offer(app, actor)
  if (offer.result !== 'offered') throw new Error(offer.reason)
  process.send?.(offer)
  const { id, totpSecret } = offer
  await enrolments.confirm({ userKey: alice, id, codes: [codeOf(totpSecret)] }, actor)
}
await close()
process.disconnect?.()
