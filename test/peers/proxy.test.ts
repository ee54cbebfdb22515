import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alice, aliceCodes, wrongCode } from './alice.ts'
import { login, radclient, replyMessage } from './clients.ts'
import { withFreeRadius } from './freeradius.ts'
import { peerTest } from './peers.ts'
import { withRinglock } from './ringlock.ts'

const frontSecret = 'between client and proxy'

const homeServer = (port: number, sharedSecret: string) => `
proxy server {
}
home_server ringlock {
  type = auth
  ipaddr = 127.0.0.1
  port = ${port}
  secret = "${sharedSecret}"
  response_window = 5
  status_check = status-server
}
home_server_pool ringlock {
  type = fail-over
  home_server = ringlock
}
realm ringlock {
  auth_pool = ringlock
  nostrip
}
`

/** Filter-Id shows the Proxy-States of the reply, then those of the request; the proxy itself keeps them to itself. */
const policy = `
authorize {
  update control {
    &Proxy-To-Realm := ringlock
  }
}
post-proxy {
  update reply {
    &Filter-Id := "%{proxy-reply:Proxy-State[*]} %{proxy-request:Proxy-State[*]}"
  }
}
`

peerTest(
  'FreeRADIUS as a proxy: logins pass through it, with Message-Authenticator and every Proxy-State',
  { needs: ['freeradius', 'radclient'] },
  () =>
    withRinglock({ users: [alice] }, ({ port, sharedSecret }) =>
      withFreeRadius(
        { sharedSecret: frontSecret, sections: homeServer(port, sharedSecret), policy },
        async (proxy) => {
          const front = { port: proxy.port, sharedSecret: frontSecret }
          const [code] = aliceCodes()
          const states = ['Proxy-State = 0x0102', 'Proxy-State = 0x00']
          const accepted = await radclient(front, [...login('alice', alice.password + code), ...states])
          assert.is(accepted?.code, 'Access-Accept')
          const [, replied, requested] =
            /^Filter-Id = "(\S+) (\S+)"$/m.exec(accepted?.attributes.join('\n') ?? '') ?? []
          assert.match(replied ?? '', /^0x0102,0x00,0x/)
          assert.is(replied, requested)
          assert.equal(
            accepted?.attributes.filter((attribute) => attribute.startsWith('Proxy-State')),
            states,
          )

          const refused = await radclient(front, login('alice', alice.password + wrongCode()))
          assert.is(refused?.code, 'Access-Reject')
          assert.match(replyMessage(refused) ?? '', /Wrong user name, password or code/)
        },
      ),
    ),
)

test.run()
