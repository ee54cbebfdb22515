import { isInRange, parseAddress, parseRange } from './ip-address.ts'

const loopback = ['127.0.0.0/8', '::1'].map(parseRange)

/** Whether data sent to a host stays on this machine. An IPv6 address may have brackets. */
export function isLoopback(host: string): boolean {
  const address = parseAddress(host.replace(/^\[|\]$/g, ''))
  if (address === null) return /^(.+\.)?localhost\.?$/i.test(host)
  return loopback.some((range) => range !== null && isInRange(address, range))
}
