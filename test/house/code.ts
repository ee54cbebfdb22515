import { type ESTree, parseSync, Visitor } from 'vite'
import { arrowsOf } from './arrows.ts'
import type { SourceFile } from './source-files.ts'

export function hasDefaultExport({ path, text }: SourceFile): boolean {
  return parseSync(path, text).module.staticExports.some(({ entries }) =>
    entries.some(({ exportName }) => exportName.kind === 'Default' || exportName.name === 'default'),
  )
}

const impure = new Set(
  `Date Math.random process performance globalThis crypto console fetch setTimeout setInterval setImmediate`.split(
    ' ',
  ),
)
const ends = new Set(['process.exit', 'process.reallyExit', 'process.abort'])

/** What a file takes from the clock, from chance or from the process. */
export function impurities(file: SourceFile): string[] {
  return [...usesOf(file)].filter((use) => impure.has(use))
}

export function endsTheProcess(file: SourceFile): boolean {
  return (
    [...usesOf(file)].some((use) => ends.has(use)) ||
    arrowsOf(file).some(
      ({ to, names }) => to === 'node:process' && (names.includes('exit') || names.includes('*')),
    )
  )
}

/** Every use of a global variable or of a property, as `process`, `process.exit`, `Math.random`. */
function usesOf({ path, text }: SourceFile): Set<string> {
  const uses = new Set<string>()
  new Visitor({
    Identifier: ({ name }) => void uses.add(name),
    MemberExpression(expression) {
      const { object } = expression
      if (object.type === 'Identifier') uses.add(`${object.name}.${propertyOf(expression)}`)
    },
    VariableDeclarator({ id, init }) {
      if (id.type !== 'ObjectPattern' || init?.type !== 'Identifier') return
      for (const property of id.properties) {
        if (property.type === 'Property' && property.key.type === 'Identifier')
          uses.add(`${init.name}.${property.key.name}`)
      }
    },
  }).visit(parseSync(path, text).program)
  return uses
}

function propertyOf({ property }: ESTree.MemberExpression): string {
  if (property.type === 'Identifier' || property.type === 'PrivateIdentifier') return property.name
  return property.type === 'Literal' ? String(property.value) : '?'
}

/**
 * The suites of a test file (uvu's `test`, and what a function called ...suite makes) that are not run in its last statements. Their tests would be skipped in silence, or, with
 * the common `test`, run under the next file's name.
 */
export function suitesNotRun({ path, text }: SourceFile): string[] {
  const { program } = parseSync(path, text)
  const suites = program.body.flatMap(suitesMadeBy)
  const tail = program.body.slice(-Math.max(1, suites.length)).map(suiteRunBy)
  if (suites.length === 0) return ['a suite']
  return suites.filter((suite) => !tail.includes(suite))
}

function suitesMadeBy(statement: ESTree.Program['body'][number]): string[] {
  if (statement.type === 'ImportDeclaration' && statement.source.value === 'uvu') {
    return statement.specifiers.flatMap(({ local, ...specifier }) =>
      specifier.type === 'ImportSpecifier' &&
      'name' in specifier.imported &&
      specifier.imported.name === 'test'
        ? [local.name]
        : [],
    )
  }
  if (statement.type !== 'VariableDeclaration') return []
  return statement.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' &&
    init?.type === 'CallExpression' &&
    init.callee.type === 'Identifier' &&
    /suite$/i.test(init.callee.name)
      ? [id.name]
      : [],
  )
}

function suiteRunBy(statement: ESTree.Program['body'][number]): string | null {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return null
  const { callee } = statement.expression
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return null
  return propertyOf(callee) === 'run' ? callee.object.name : null
}
