import { projectFiles, sourceFile } from '../house/source-files.ts'

/** A fenced block of a page. */
export interface Block {
  readonly page: string
  /** Of the first line inside, from 1. */
  readonly line: number
  /** What stands behind the fence: `yaml`, `sh`; '' for none. */
  readonly language: string
  /** Without the indentation of the fence. */
  readonly text: string
}

/** The pages that users read. */
export function userPages(): string[] {
  return projectFiles().filter((path) => /^README\.md$|^docs\/[^/]+\.md$/.test(path))
}

export function blocksOf(pages: readonly string[], language: string): Block[] {
  return pages
    .flatMap((page) => blocksIn(page, sourceFile(page).text))
    .filter((block) => block.language === language)
}

export function blocksIn(page: string, text: string): Block[] {
  const blocks: Block[] = []
  let open: { language: string; indent: string; line: number; lines: string[] } | null = null
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^( *)```(\w*)\s*$/.exec(line)
    if (fence === null) open?.lines.push(open.indent === '' ? line : withoutIndent(line, open.indent))
    else if (open === null) {
      const [, indent = '', language = ''] = fence
      open = { language, indent, line: index + 2, lines: [] }
    } else {
      blocks.push({ page, line: open.line, language: open.language, text: open.lines.join('\n') })
      open = null
    }
  }
  if (open !== null) throw new Error(`${page}:${open.line}: a block without an end`)
  return blocks
}

function withoutIndent(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()
}
