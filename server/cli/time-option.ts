import { InvalidArgumentError } from 'commander'

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * A time on a command line, milliseconds since the epoch: `2h` or `7d` ago, or `2026-12-01`, `2026-12-01T10:30`, with seconds and
 * `Z` or an offset if need be. Without one it is UTC, as the audit log has it.
 */
export function parseTime(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (unit !== undefined) return now - Number(count) * units[unit as keyof typeof units]
  const [, day, time = 'T00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:([T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? []
  const at = day === undefined ? Number.NaN : Date.parse(`${day}${time.replace(' ', 'T')}${zone}`)
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError('A time such as 2h, 7d, 2026-12-01 or 2026-12-01T10:30 (UTC).')
  }
  return at
}
