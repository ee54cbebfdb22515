import { randomBytes, randomInt } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { codeAt, formatTotpSecret, timeStepAt, totpKey } from '../../server/login/totp.ts'
import { alice } from './alice.ts'
import { login, oathtool, radclient } from './clients.ts'
import { peerTest } from './peers.ts'
import { withRinglock } from './ringlock.ts'

const algorithms = ['SHA1', 'SHA256', 'SHA512'] as const
const shapes = algorithms.flatMap((algorithm) =>
  ([6, 8] as const).flatMap((digits) => ([30, 60] as const).map((period) => ({ algorithm, digits, period }))),
)
type Shape = (typeof shapes)[number]

const oathtoolOptions = ({ algorithm, digits, period }: Shape, totpSecret: Uint8Array) => [
  `--totp=${algorithm.toLowerCase()}`,
  `--digits=${digits}`,
  `--time-step-size=${period}s`,
  Buffer.from(totpSecret).toString('hex'),
]

peerTest('oathtool: random secrets and times give the same codes', { needs: ['oathtool'] }, async () => {
  for (const shape of shapes) {
    for (let round = 0; round < 4; round++) {
      const totpSecret = randomBytes(randomInt(14, 80))
      const seconds = randomInt(2 ** 32)
      const theirs = await oathtool([...oathtoolOptions(shape, totpSecret), '--now', `@${seconds}`])
      const ours = codeAt(
        totpKey(totpSecret, shape.algorithm),
        timeStepAt(seconds * 1000, shape.period),
        shape,
      )
      assert.is(ours, theirs, `${JSON.stringify(shape)} ${totpSecret.toString('hex')} @${seconds}`)
    }
  }
})

peerTest(
  'oathtool: its codes log in, whatever the authenticator',
  { needs: ['oathtool', 'radclient'] },
  () => {
    const users = shapes.map((shape) => ({
      name: `${shape.algorithm}-${shape.digits}-${shape.period}`,
      password: alice.password,
      totpSecret: randomBytes(20),
      shape,
    }))
    const imported = users.map(({ name, password }) => ({ name, password }))
    return withRinglock({ users: imported }, async (ringlock) => {
      for (const { name, password, totpSecret, shape } of users) {
        const enrolled = await ringlock.command([
          ...['enrol', name, '--totp-secret', formatTotpSecret(totpSecret), '--algorithm', shape.algorithm],
          ...['--digits', String(shape.digits), '--period', String(shape.period)],
        ])
        assert.is(enrolled.exitCode, 0, enrolled.stderr)
        const code = await oathtool(oathtoolOptions(shape, totpSecret))
        const reply = await radclient(ringlock, login(name, password + code))
        assert.is(reply?.code, 'Access-Accept', name)
      }
    })
  },
)

test.run()
