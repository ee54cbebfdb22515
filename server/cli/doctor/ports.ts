import type { Config, ListenAddress } from '../../config.ts'
import { probeUdpPort } from '../port.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const check = 'ports'

/** @param isRunning - whether the service answers commands */
export function checkPorts({ radius }: Config, isRunning: boolean): Promise<Finding[]> {
  return Promise.all((radius?.listen ?? []).map((address) => checkPort(address, isRunning)))
}

async function checkPort(address: ListenAddress, isRunning: boolean): Promise<Finding> {
  const { host, port, family } = address
  const name = `UDP ${family === 6 ? `[${host}]` : host}:${port}`
  if (port === 0) return ok(check, `${name}: any free port`)
  const state = await probeUdpPort(address)
  switch (state) {
    case 'free':
      return isRunning
        ? fault(check, `${name}: the service runs but does not listen there; restart it`)
        : ok(check, `${name} is free; the service is not running`)
    case 'EADDRINUSE':
      return isRunning
        ? ok(check, `${name} is in use; the service is running`)
        : fault(check, `${name} is in use by another program: ss -ulpn shows which`)
    case 'EACCES':
      return warning(
        check,
        `${name}: this account may not listen there; the service's may need CAP_NET_BIND_SERVICE`,
      )
    case 'EADDRNOTAVAIL':
      return fault(check, `${name}: this host has no such address; correct radius.listen`)
    default:
      return fault(check, `${name}: ${state}`)
  }
}
