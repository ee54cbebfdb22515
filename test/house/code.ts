import { type ESTree, Visitor } from 'vite'
import { type Arrow, arrowsOf } from './arrows.ts'
import { parsed } from './parsed.ts'
import type { SourceFile } from './source-files.ts'

export function hasDefaultExport(file: SourceFile): boolean {
  return parsed(file).module.staticExports.some(({ entries }) =>
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
function usesOf(file: SourceFile): Set<string> {
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
  }).visit(parsed(file).program)
  return uses
}

function propertyOf({ property }: ESTree.MemberExpression): string {
  if (property.type === 'Identifier' || property.type === 'PrivateIdentifier') return property.name
  return property.type === 'Literal' ? String(property.value) : '?'
}

/**
 * The suites that a file makes (uvu's `test`, and what a function called ...Suite returns) and does not run after their
 * last test. Such tests are skipped in silence, or, with uvu's common `test`, run under the next file's name.
 */
export function suitesNotRun(file: SourceFile): string[] {
  const { program } = parsed(file)
  const lists: Statement[][] = [program.body]
  const mentions: { readonly name: string; readonly start: number }[] = []
  new Visitor({
    BlockStatement: ({ body }) => void lists.push(body),
    Identifier: (identifier) => void mentions.push(identifier),
  }).visit(program)

  return lists.flatMap((list) =>
    list.flatMap(suitesMadeBy).filter((suite) => {
      const run = list.find((statement) => suiteRunBy(statement) === suite)
      const end = list.at(-1)?.end ?? 0
      return (
        run === undefined ||
        mentions.some(({ name, start }) => name === suite && start > run.end && start < end)
      )
    }),
  )
}

/** Whether a file holds tests at all: of its own, or those of a contract (`...-contract.ts`). */
export function hasTests(file: SourceFile): boolean {
  const { body } = parsed(file).program
  const takesContract = ({ to, typeOnly }: Arrow) => to.endsWith('-contract.ts') && !typeOnly
  return body.flatMap(suitesMadeBy).length > 0 || arrowsOf(file).some(takesContract)
}

type Statement = ESTree.Program['body'][number]

function suitesMadeBy(statement: Statement): string[] {
  if (statement.type === 'ImportDeclaration' && statement.source.value === 'uvu') {
    return statement.specifiers.flatMap((specifier) =>
      specifier.type === 'ImportSpecifier' &&
      'name' in specifier.imported &&
      specifier.imported.name === 'test'
        ? [specifier.local.name]
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

function suiteRunBy(statement: Statement): string | null {
  const callee = calleeOf(statement)
  return callee?.endsWith('.run') ? callee.slice(0, -'.run'.length) : null
}

/** `test.run` of the statement `test.run()`. */
function calleeOf(statement: Statement): string | null {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return null
  const { callee } = statement.expression
  if (callee.type === 'Identifier') return callee.name
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return null
  return `${callee.object.name}.${propertyOf(callee)}`
}
