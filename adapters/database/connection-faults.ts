import type { StoreFault, WrittenOptions } from '../user-store-kind.ts'

const urlKeys = ['url', 'urlFile', 'urlEnv']
const singleKeys = ['host', 'port', 'socket', 'user', 'password', 'passwordFile', 'passwordEnv', 'database']

/**
 * What the keys of a database's connection get wrong together.
 *
 * @param needed - of the keys that a URL would say, those that have no default
 */
export function connectionFaults(written: WrittenOptions, needed: readonly string[] = []): StoreFault[] {
  const has = (key: string) => written[key] !== undefined
  const besideOf = (key: string, others: readonly string[]) =>
    others.filter(has).map((other) => ({
      key: other,
      found: `${other} beside ${key}`,
      expected: `nothing: ${key} says it`,
    }))
  const url = urlKeys.find(has)
  const { tls } = written
  return [
    ...(url === undefined
      ? needed.filter((key) => !has(key)).map((key) => ({ key, expected: `${key}, or url` }))
      : besideOf(url, singleKeys)),
    ...(has('socket') ? besideOf('socket', ['host', 'port']) : []),
    ...(has('caFile') && tls !== true ? [{ key: 'tls', expected: 'true, for caFile' }] : []),
  ]
}
