import type { Config, ListenAddress } from '../../config/load-config.ts'
import { probeTcpPort, probeUdpPort } from '../port.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const check = 'ports'

/** @param isRunning - whether the service answers commands */
export function checkPorts(
  { radius, http }: Pick<Config, 'radius' | 'http'>,
  isRunning: boolean,
): Promise<Finding[]> {
  return Promise.all([
    ...(radius?.listen ?? []).map((address) => checkPort(radiusListener, address, isRunning)),
    ...(http === null ? [] : [checkPort(httpListener, http.listen, isRunning)]),
  ])
}

interface Listener {
  readonly protocol: string
  readonly key: string
  readonly probe: typeof probeUdpPort
  /** A command that lists the listening processes. */
  readonly listing: string
}

const radiusListener: Listener = {
  protocol: 'UDP',
  key: 'radius.listen',
  probe: probeUdpPort,
  listing: 'ss -ulpn',
}
const httpListener: Listener = {
  protocol: 'TCP',
  key: 'http.listen',
  probe: probeTcpPort,
  listing: 'ss -tlpn',
}

async function checkPort(
  { protocol, key, probe, listing }: Listener,
  address: ListenAddress,
  isRunning: boolean,
): Promise<Finding> {
  const { host, port, family } = address
  const name = `${protocol} ${family === 6 ? `[${host}]` : host}:${port}`
  if (port === 0) return ok(check, `${name}: any free port`)
  const state = await probe(address)
  switch (state) {
    case 'free':
      return isRunning
        ? fault(check, `${name}: the service runs but does not listen there; restart it`)
        : ok(check, `${name} is free; the service is not running`)
    case 'EADDRINUSE':
      return isRunning
        ? ok(check, `${name} is in use; the service is running`)
        : fault(check, `${name} is in use by another program: ${listing} shows which`)
    case 'EACCES':
      return warning(
        check,
        `${name}: this account may not listen there; the service's may need CAP_NET_BIND_SERVICE`,
      )
    case 'EADDRNOTAVAIL':
      return fault(check, `${name}: this host has no such address; correct ${key}`)
    default:
      return fault(check, `${name}: ${state}`)
  }
}
