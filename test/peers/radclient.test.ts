import { Secret } from 'otpauth'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { codeAt, timeStepAt, totpKey } from '../../server/login/totp.ts'
import { alice, aliceCodes, wrongCode } from './alice.ts'
import { login, radclient, radtest, replyMessage } from './clients.ts'
import { peerTest } from './peers.ts'
import { withRinglock } from './ringlock.ts'

const needs = ['radclient'] as const

const deviceSecret = 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U'
const deviceKey = totpKey(Secret.fromBase32(deviceSecret).bytes, 'SHA1')
const deviceCode = () => codeAt(deviceKey, timeStepAt(Date.now(), 30), { digits: 8 })

peerTest('radclient: password and code are accepted once, Message-Authenticator first', { needs }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const [code] = aliceCodes()
    const accepted = await radclient(ringlock, login('alice', alice.password + code))
    assert.is(accepted?.code, 'Access-Accept')
    assert.match(accepted?.attributes[0] ?? '', /^Message-Authenticator = 0x/)
    const repeated = await radclient(ringlock, login('alice', alice.password + code))
    assert.is(repeated?.code, 'Access-Reject')
    assert.match(repeated?.attributes[0] ?? '', /^Message-Authenticator = 0x/)
    assert.match(replyMessage(repeated) ?? '', /already used/)
  }),
)

peerTest('radclient: a 6-digit app works beside a newer 8-digit device, and the device, too', { needs }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const enrol = ['enrol', 'alice', '--kind', 'hardware', '--digits', '8', '--totp-secret', deviceSecret]
    await ringlock.command([...enrol, '--another'])
    const app = await radclient(ringlock, login('alice', alice.password + aliceCodes()[0]))
    assert.is(app?.code, 'Access-Accept')
    const wrong = await radclient(ringlock, login('alice', `wrong horse${deviceCode()}`))
    assert.is(wrong?.code, 'Access-Reject')
    const device = await radclient(ringlock, login('alice', alice.password + deviceCode()))
    assert.is(device?.code, 'Access-Accept')
  }),
)

peerTest('radclient: a wrong code, a wrong password and an unknown user hear the same no', { needs }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const [code] = aliceCodes()
    const replies = [
      await radclient(ringlock, login('alice', alice.password + wrongCode())),
      await radclient(ringlock, login('alice', `wrong horse${code}`)),
      await radclient(ringlock, login('nobody', alice.password + code)),
    ]
    for (const reply of replies) {
      assert.is(reply?.code, 'Access-Reject')
      assert.is(replyMessage(reply), replyMessage(replies[0] ?? null))
    }
    const right = await radclient(ringlock, login('alice', alice.password + code))
    assert.is(right?.code, 'Access-Accept')
  }),
)

peerTest('radclient: silence without Message-Authenticator, and for another shared secret', { needs }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const [code] = aliceCodes()
    const request = login('alice', alice.password + code)
    const unsigned = request.filter((attribute) => !attribute.startsWith('Message-Authenticator'))
    assert.is(await radclient(ringlock, unsigned, 1), null)
    assert.is(await radclient({ ...ringlock, sharedSecret: 'another secret' }, request, 1), null)
    assert.is((await radclient(ringlock, request))?.code, 'Access-Accept')
  }),
)

peerTest('radclient: quotes, accents, emoji and a backslash in a password are not mangled', { needs }, () => {
  const password = 'it\'s "für" \\ 日本 🔑 '
  return withRinglock({ users: [{ ...alice, password }] }, async (ringlock) => {
    const [code] = aliceCodes()
    const mangled = await radclient(ringlock, login('alice', password.trim() + code))
    assert.is(mangled?.code, 'Access-Reject')
    const exact = await radclient(ringlock, login('alice', password + code))
    assert.is(exact?.code, 'Access-Accept')
  })
})

peerTest('radclient: a challenge is answered with its State, once', { needs }, () =>
  withRinglock({ users: [alice], client: { secondFactor: 'challenge' } }, async (ringlock) => {
    const [code, nextCode] = aliceCodes()
    const challenge = await radclient(ringlock, login('alice', alice.password))
    assert.is(challenge?.code, 'Access-Challenge')
    assert.match(replyMessage(challenge) ?? '', /6-digit code/)
    const state = challenge?.attributes.find((attribute) => attribute.startsWith('State = ')) ?? ''
    const accepted = await radclient(ringlock, [...login('alice', code), state])
    assert.is(accepted?.code, 'Access-Accept')
    const again = await radclient(ringlock, [...login('alice', nextCode), state])
    assert.is(again?.code, 'Access-Reject')
  }),
)

peerTest(
  'radclient: reply attributes reach the role they are for, in the words of its dictionary',
  { needs },
  () => {
    const reply = [
      {
        when: { role: 'superadmin' },
        attributes: {
          'Service-Type': 'Administrative-User',
          Class: 'admins',
          'Cisco-AVPair': 'shell:priv-lvl=15',
        },
      },
    ]
    const admin = { ...alice, name: 'root', role: 'superadmin' as const }
    return withRinglock({ users: [alice, admin], client: { reply } }, async (ringlock) => {
      const [code] = aliceCodes()
      const toAdmin = await radclient(ringlock, login('root', alice.password + code))
      assert.equal(toAdmin?.attributes.slice(1), [
        'Service-Type = Administrative-User',
        'Class = 0x61646d696e73',
        'Cisco-AVPair = "shell:priv-lvl=15"',
      ])
      const toAlice = await radclient(ringlock, login('alice', alice.password + code))
      assert.is(toAlice?.code, 'Access-Accept')
      assert.is(toAlice?.attributes.length, 1)
    })
  },
)

peerTest('radclient: every Proxy-State comes back, in order', { needs }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const states = ['Proxy-State = 0x0102', 'Proxy-State = 0x00', 'Proxy-State = 0x0102']
    const reply = await radclient(ringlock, [...login('alice', 'wrong'), ...states])
    assert.is(reply?.code, 'Access-Reject')
    assert.equal(
      reply?.attributes.filter((attribute) => attribute.startsWith('Proxy-State')),
      states,
    )
  }),
)

peerTest('radclient: CHAP is told to use PAP', { needs }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const [userName = '', , signature = ''] = login('alice', '')
    const reply = await radclient(ringlock, [userName, 'CHAP-Password = "correct horse"', signature])
    assert.is(reply?.code, 'Access-Reject')
    assert.match(replyMessage(reply) ?? '', /PAP/)
  }),
)

peerTest('radtest: a first login, accepted and refused', { needs: ['radclient', 'radtest'] }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const [code] = aliceCodes()
    const refused = await radtest(ringlock, 'alice', alice.password + wrongCode())
    assert.is(refused?.code, 'Access-Reject')
    const accepted = await radtest(ringlock, 'alice', alice.password + code)
    assert.is(accepted?.code, 'Access-Accept')
  }),
)

peerTest(
  'radclient: a State of another server is ignored in append, and the code counts once',
  { needs },
  () =>
    withRinglock({ users: [alice] }, async (ringlock) => {
      const [code] = aliceCodes()
      const withState = (typed: string) => [...login('alice', typed), 'State = 0x6d616465207570']
      const wrong = await radclient(ringlock, withState(code))
      assert.is(wrong?.code, 'Access-Reject', 'it stands for no password')
      const accepted = await radclient(ringlock, withState(alice.password + code))
      assert.is(accepted?.code, 'Access-Accept')
      const repeated = await radclient(ringlock, withState(alice.password + code))
      assert.match(replyMessage(repeated) ?? '', /already used/)
    }),
)

peerTest('radclient: a reply for everybody, and when the grace period ends', { needs }, () => {
  const bob = { name: 'bob', password: 'battery staple' }
  const reply = [
    { when: { role: 'admin' }, attributes: { Class: 'admins' } },
    { attributes: { 'Filter-Id': 'staff' } },
  ]
  const policy = { secondFactor: 'required', gracePeriod: '7d' }
  return withRinglock({ users: [alice, bob], client: { reply }, policy }, async (ringlock) => {
    const accepted = await radclient(ringlock, login('bob', bob.password))
    assert.is(accepted?.code, 'Access-Accept')
    assert.ok(accepted?.attributes.includes('Filter-Id = "staff"'))
    assert.match(replyMessage(accepted) ?? '', /^From .+ on, you will need the code to log in\.$/)
    const enrolled = await radclient(ringlock, login('alice', alice.password + aliceCodes()[0]))
    assert.is(enrolled?.code, 'Access-Accept')
    assert.is(replyMessage(enrolled), null)
    const refused = await radclient(ringlock, login('bob', 'wrong'))
    assert.is(refused?.code, 'Access-Reject')
    assert.not.ok(refused?.attributes.some((attribute) => attribute.startsWith('Filter-Id')))
  })
})

test.run()
