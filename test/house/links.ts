import { posix } from 'node:path'
import type { SourceFile } from './source-files.ts'

/** The links of a page to files that are not there, or to headings that their page does not have. Other sites are not asked. */
export function brokenLinks(
  page: SourceFile,
  pages: readonly SourceFile[],
  files: readonly string[],
): string[] {
  return targetsIn(page.text)
    .filter((target) => !leads(target))
    .map((target) => `${page.path}: ${target}`)

  function leads(target: string): boolean {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page.path : posix.join(posix.dirname(page.path), path)
    const isThere = files.some((each) => each === file || each.startsWith(`${file.replace(/\/$/, '')}/`))
    if (!isThere || anchor === undefined) return isThere
    return anchorsOf(pages.find((each) => each.path === file)?.text ?? '').has(anchor)
  }
}

function targetsIn(text: string): string[] {
  const prose = withoutBlocks(text).replace(/`[^`\n]*`/g, '')
  const targets = [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

/** As GitHub makes them: lower case, spaces to hyphens, punctuation left out, numbers behind names that come again. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutBlocks(text).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const name = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')
    let anchor = name
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${name}-${again}`
    anchors.add(anchor)
  }
  return anchors
}

function withoutBlocks(text: string): string {
  return text.replace(/^ *```.*?^ *```/gms, '')
}
