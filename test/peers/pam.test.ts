import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alice, aliceCodes, wrongCode } from './alice.ts'
import { loginThroughPam, type PamLogin, radiusService } from './pam.ts'
import { peerTest } from './peers.ts'
import { type RinglockFolder, withRinglock, withRinglockFolder } from './ringlock.ts'

const pamRadius = { needs: ['pamtester', 'pam_radius_auth'] } as const
const pamExec = { needs: ['pamtester', 'pam_exec'] } as const

/** pam_radius_auth signs nothing. */
const unsigned = { requireMessageAuthenticator: false }

const isLogin = async (login: PamLogin) => (await loginThroughPam(login)).exitCode === 0

peerTest('pam_radius_auth, append: password and code in one field let in once', pamRadius, () =>
  withRinglock({ users: [alice], client: unsigned }, async ({ port, sharedSecret }) => {
    const [code] = aliceCodes()
    const as = (typed: string) => ({ ...radiusService(port, sharedSecret), user: 'alice', answers: [typed] })
    assert.not(await isLogin(as(alice.password)), 'a password alone')
    assert.not(await isLogin(as(alice.password + wrongCode())), 'a wrong code')
    assert.ok(await isLogin(as(alice.password + code)), 'the right code')
    assert.not(await isLogin(as(alice.password + code)), 'the same code again')
  }),
)

peerTest('pam_radius_auth, challenge: the code is asked for, and asked for again', pamRadius, () =>
  withRinglock({ users: [alice], client: { ...unsigned, secondFactor: 'challenge' } }, async (ringlock) => {
    const [code, nextCode] = aliceCodes()
    const service = radiusService(ringlock.port, ringlock.sharedSecret)
    const login = await loginThroughPam({ ...service, user: 'alice', answers: [alice.password, code] })
    assert.is(login.exitCode, 0)
    assert.match(login.stdout + login.stderr, /Enter your 6-digit code/)
    const mistyped = await loginThroughPam({
      ...service,
      user: 'alice',
      answers: [alice.password, wrongCode(), nextCode],
    })
    assert.is(mistyped.exitCode, 0)
    assert.match(mistyped.stdout + mistyped.stderr, /Wrong code/)
    assert.not(await isLogin({ ...service, user: 'alice', answers: ['wrong horse', nextCode] }))
  }),
)

peerTest('pam_exec: `ringlock verify` lets in once, with and without a service', pamExec, async () => {
  const service = (folder: Pick<RinglockFolder, 'commandLine'>) =>
    `auth required pam_exec.so expose_authtok quiet ${folder.commandLine(['verify']).join(' ')}\n`
  await withRinglockFolder({ users: [alice] }, async (folder) => {
    await proveLogins(service(folder))
  })
  await withRinglock({ users: [alice] }, async (ringlock) => {
    await proveLogins(service(ringlock))
  })

  async function proveLogins(service: string): Promise<void> {
    const [code] = aliceCodes()
    const as = (typed: string) => ({ service, user: 'alice', answers: [typed] })
    assert.not(await isLogin(as(alice.password + wrongCode())), 'a wrong code')
    assert.ok(await isLogin(as(alice.password + code)), 'the right code')
    assert.not(await isLogin(as(alice.password + code)), 'the same code again')
  }
})

test.run()
