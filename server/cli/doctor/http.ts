import { X509Certificate } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { type Config, ConfigError, type HttpConfig, type PortalConfig } from '../../config/load-config.ts'
import { readTlsKeys } from '../../config/tls-files.ts'
import { isoTime } from '../../lib/clock.ts'
import { isLoopback } from '../../lib/loopback.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

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

/** The listener's own certificate, where its files can be used; other faults of theirs are those of the configuration. */
export async function checkHttpTls({ http }: Pick<Config, 'http'>, now: number): Promise<Finding[]> {
  const tls = http?.tls ?? null
  if (http === null || tls === null) return []
  const keys = await readTlsKeys(tls).catch((error) => {
    if (error instanceof ConfigError) return null
    throw error
  })
  if (keys === null) return []
  const certificate = new X509Certificate(keys.cert)
  const { hostname } = new URL(http.publicUrl)
  const host = hostname.replace(/^\[|\]$/g, '')
  const isNamed = (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined
  const mode = (await stat(tls.key.path)).mode & 0o007
  const findings = [
    ...checkDates(certificate, now),
    ...(isNamed
      ? []
      : [
          fault(check, `the certificate is not for ${host}, where users are to reach it: set http.publicUrl`),
        ]),
    ...(mode === 0 ? [] : [fault(check, `${tls.key.path} is open to others: chmod o= ${tls.key.path}`)]),
  ]
  return findings.length > 0
    ? findings
    : [ok(check, `its certificate is good until ${isoTime(Date.parse(certificate.validTo))}`)]
}

/** Milliseconds in which a certificate should have been renewed long ago. */
const warnBefore = 14 * 86_400_000

function checkDates({ validFrom, validTo }: X509Certificate, now: number): Finding[] {
  const [begins, ends] = [Date.parse(validFrom), Date.parse(validTo)]
  const advice = 'renew it, then have the service read it: SIGHUP'
  if (now >= ends) return [fault(check, `its certificate expired at ${isoTime(ends)}: ${advice}`)]
  if (now < begins) return [fault(check, `its certificate is good only from ${isoTime(begins)} on`)]
  return now >= ends - warnBefore
    ? [warning(check, `its certificate expires at ${isoTime(ends)}: ${advice}`)]
    : []
}

function checkPublicUrl({ publicUrl, trustedProxies, tls }: HttpConfig, hasMail: boolean): Finding[] {
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
  if (protocol === 'http:' && tls !== null) {
    return [fault(check, `${publicUrl}: the listener speaks TLS alone: set http.publicUrl to https://`)]
  }
  if (protocol === 'http:') {
    const message = 'passwords and codes travel unencrypted, and browsers keep no trusted device'
    return [warning(check, `${publicUrl}: ${message}: set http.tls, or put a proxy with TLS in front`)]
  }
  if (trustedProxies.length > 0 || tls !== null) return []
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
