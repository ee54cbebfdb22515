import { parts } from './allowed.ts'

const begin = '<!-- made by test/house/print-parts.ts from test/house/allowed.ts -->'
const end = '<!-- end -->'

/** What each README prints. */
export const printed: readonly (readonly [path: string, print: () => string])[] = [
  ['server/README.md', printedParts],
  ['README.md', printedMap],
]

/** The list as a table, and as a map of the service's main parts. */
function printedParts(): string {
  const rows = Object.entries(parts).map(([part, { does, takes, packages = [] }]) => {
    const taken = [...takes, ...packages].map(shortName).join(', ')
    return `| \`${shortName(part)}\` | ${does} | ${taken || 'itself alone'} |`
  })
  return [begin, '', '| part | does | may take from |', '| --- | --- | --- |', ...rows, '', end].join('\n')
}

/** The map: one box a folder of server/, types left out. */
function printedMap(): string {
  const arrows = new Set<string>()
  for (const [part, { takes }] of Object.entries(parts)) {
    for (const taken of takes.filter((each) => !each.startsWith('type '))) {
      const [from, to] = [boxOf(part), boxOf(taken)]
      if (from !== to && from !== null && to !== null && !isEverywhere(to)) arrows.add(`  ${from} --> ${to}`)
    }
  }
  return [begin, '', '```mermaid', 'flowchart TD', ...arrows, '```', '', end].join('\n')
}

/** A README with what stands between the marks made anew. */
export function withPrinted(text: string, block: string): string {
  const [before, rest] = split(text, begin)
  return before + block + split(rest, end)[1]
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  if (at < 0) throw new RangeError(`there is no ${mark}`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}

function boxOf(part: string): string | null {
  const [top = '', name = ''] = part.split('/')
  if (top === 'widgets') return 'widgets'
  if (top === 'adapters') return 'adapters'
  return top !== 'server' || name.endsWith('.ts') ? null : name
}

/** Helpers that every part may use would make of the map a net. */
function isEverywhere(box: string): boolean {
  return box === 'lib' || box === 'config' || box === 'disk' || box === 'locales'
}

function shortName(part: string): string {
  return part.replace(/server\//, '')
}
