import type { Config, HttpConfig, PortalConfig } from '../../config/load-config.ts'
import { type Finding, fault, ok, warning } from './finding.ts'
import { isLoopback } from './loopback.ts'

const check = 'http'
/** Characters; a guessed portal key lets an attacker act as any of its users. */
const shortestKey = 16
const fewestCharacters = 6

/** HTTP settings that would lock users out or let attackers in. */
export function checkHttp({ http, mail }: Pick<Config, 'http' | 'mail'>): Finding[] {
  if (http === null) return [ok(check, 'not configured, there is no HTTP listener')]
  const findings = [...checkPublicUrl(http, mail !== null), ...checkKeys(http.portals)]
  return findings.length > 0 ? findings : [ok(check, `users reach it at ${http.publicUrl}`)]
}

function checkPublicUrl({ publicUrl, trustedProxies }: HttpConfig, hasMail: boolean): Finding[] {
  const { protocol, hostname } = new URL(publicUrl)
  if (isLoopback(hostname)) {
    if (!hasMail) return []
    return [
      warning(
        check,
        `mailed links lead to ${publicUrl}, which is each reader's own machine: set http.publicUrl`,
      ),
    ]
  }
  if (protocol === 'http:') {
    const message = 'passwords and codes travel unencrypted, and browsers keep no trusted device'
    return [warning(check, `${publicUrl}: ${message}: put a proxy with TLS in front`)]
  }
  if (trustedProxies.length > 0) return []
  const message = 'all users come from the address of one proxy, and wait for the failures of all others'
  return [warning(check, `${message}: name the proxy that ends TLS in http.trustedProxies`)]
}

function checkKeys(portals: readonly PortalConfig[]): Finding[] {
  const advice = 'make one with openssl rand -hex 32'
  return portals.flatMap(({ name, key }, index) => {
    const twin = portals.slice(0, index).find((other) => other.key === key)
    if (twin !== undefined) {
      return [fault(check, `portal ${name} has the key of ${twin.name}, and is taken for it: ${advice}`)]
    }
    const isWeak = key.length < shortestKey || new Set(key).size < fewestCharacters
    return isWeak ? [fault(check, `the key of portal ${name} is easily guessed: ${advice}`)] : []
  })
}
