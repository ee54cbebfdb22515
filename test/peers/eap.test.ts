import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alice } from './alice.ts'
import { eapLogin } from './clients.ts'
import { peerTest } from './peers.ts'
import { withRinglock } from './ringlock.ts'

peerTest('eapol_test: EAP is refused at once, and told to use PAP', { needs: ['eapol_test'] }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const { exitCode, stdout } = await eapLogin(ringlock, 'alice', alice.password)
    assert.is.not(exitCode, 0)
    assert.match(stdout, /code=3 \(Access-Reject\)/)
    assert.match(stdout, /Attribute 18 \(Reply-Message\).*\n\s+Value: 'Use PAP/)
  }),
)

test.run()
