import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { postgresPrograms } from '../peers/peers.ts'

const page = new URL('../../docs/performance.md', import.meta.url)

/** Puts what a section measured, and where, into its place in docs/performance.md: between `<!-- bench: NAME -->` and `<!-- end -->`. */
export function recordTable(name: string, text: string): void {
  const before = readFileSync(page, 'utf8')
  const place = new RegExp(`(<!-- bench: ${name} -->\n)[^]*?(<!-- end -->)`)
  const after = before.replace(
    place,
    (_, begin, end) => `${begin}\n\`\`\`\n${text}\n\n${describeMachine()}\n\`\`\`\n\n${end}`,
  )
  writeFileSync(page, after)
}

/** Processor and the versions of what is compared. */
export function describeMachine(): string {
  const first = (program: string, args: readonly string[], pattern: RegExp) =>
    pattern.exec(spawnSync(program, args, { encoding: 'utf8' }).stdout ?? '')?.[1]
  const programs = postgresPrograms()
  const freeRadius = first('freeradius', ['-v'], /Version (\d[\d.]*)/)
  const postgres =
    programs === null ? undefined : first(join(programs, 'postgres'), ['--version'], /(\d+\.\d+)/)
  return [
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`,
    `Node.js ${process.versions.node}`,
    ...(freeRadius === undefined ? [] : [`FreeRADIUS ${freeRadius}`]),
    ...(postgres === undefined ? [] : [`PostgreSQL ${postgres}`]),
  ].join(', ')
}
