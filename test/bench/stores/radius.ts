import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createRadiusUserStore } from '../../../adapters/radius/user-store.ts'
import { papWithSignedReplies, withFreeRadius } from '../../peers/freeradius.ts'
import { encodeAccessRequest } from '../access-request.ts'
import { enabledNames, inFlight, password, proven, type StorePlace } from './measured-store.ts'

const sharedSecret = 'between ringlock and upstream'
const accessAccept = 2
const patience = 3000

/** It knows no disabled users. */
export const radiusPlace: StorePlace = {
  kind: 'radius',
  needs: ['freeradius'],
  open: (use) =>
    withFreeRadius({ sharedSecret, sections, policy }, async ({ port }) => {
      const store = await createRadiusUserStore({
        name: 'radius',
        servers: [{ host: '127.0.0.1', port, sharedSecret, requireMessageAuthenticator: true }],
        nasIdentifier: 'ringlock',
        caseSensitive: false,
        groups: [],
        timeout: patience,
      })
      const sockets = await Promise.all(Array.from({ length: inFlight }, () => connect(port)))
      try {
        const verify = (lane: number) => askOnce(sockets[lane], enabledNames[lane] ?? '')
        return await use([
          { label: 'radius, upstream', store, bare: { what: 'PAP request', lanes: inFlight, verify } },
        ])
      } finally {
        for (const socket of sockets) socket.close()
      }
    }),
}

async function connect(port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

async function askOnce(socket: Socket | undefined, userName: string): Promise<void> {
  if (socket === undefined) throw new RangeError('no such lane')
  socket.send(encodeAccessRequest({ identifier: 0, userName, userPassword: password, sharedSecret }))
  const [reply] = await once(socket, 'message', { signal: AbortSignal.timeout(patience) })
  proven(reply[0] === accessAccept)
}

const sections = 'modules { pap { } }'

const policy = `
authorize {
  if (&User-Name =~ /^on-[0-9]+$/) {
    update control {
      &Cleartext-Password := "${password}"
    }
  }
  pap
}
${papWithSignedReplies}`
