import { posix } from 'node:path'
import { Visitor } from 'vite'
import { parsed } from './parsed.ts'
import type { SourceFile } from './source-files.ts'

/** One file's use of another file or package. */
export interface Arrow {
  readonly from: string
  /** A path from the project's folder, the name of a package, or `?` where it is computed. */
  readonly to: string
  /** Whether nothing of it is left when the program runs. */
  readonly typeOnly: boolean
  /** What is taken, as the other side calls it; `*` for everything. */
  readonly names: readonly string[]
}

/** Everything a file imports and re-exports, statically, dynamically and in types. */
export function arrowsOf(file: SourceFile): Arrow[] {
  const { path: from } = file
  const { program, module, errors } = parsed(file)
  if (errors.length > 0) throw new SyntaxError(`${from} cannot be parsed`)
  const arrow = (request: string, typeOnly: boolean, names: readonly string[]): Arrow => ({
    from,
    to: request.startsWith('.') ? posix.join(posix.dirname(from), request) : request,
    typeOnly,
    names,
  })

  const imported = module.staticImports.map(({ moduleRequest, entries }) =>
    arrow(
      moduleRequest.value,
      isTypeOnly(entries),
      entries.map(({ importName }) => nameOf(importName)),
    ),
  )
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType, importName }) =>
      moduleRequest === null ? [] : [arrow(moduleRequest.value, isType, [nameOf(importName)])],
    ),
  )
  const others: Arrow[] = []
  new Visitor({
    ImportExpression({ source }) {
      const request = source.type === 'Literal' ? source.value : null
      others.push(arrow(typeof request === 'string' ? request : '?', false, ['*']))
    },
    TSImportType: ({ source }) => void others.push(arrow(source.value, true, ['*'])),
  }).visit(program)
  return [...imported, ...exported, ...others]
}

/** `import './x.ts'` takes nothing and still runs it. */
function isTypeOnly(entries: readonly { readonly isType: boolean }[]): boolean {
  return entries.length > 0 && entries.every(({ isType }) => isType)
}

function nameOf({ kind, name }: { readonly kind: string; readonly name: string | null }): string {
  return kind === 'Default' ? 'default' : (name ?? '*')
}
