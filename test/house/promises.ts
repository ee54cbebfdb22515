/** A test that a document names. */
export interface NamedTest {
  readonly file: string
  readonly name: string
}

/** Every `test/...ts`: "name" in a text. */
export function namedTests(text: string): NamedTest[] {
  const pattern = /`(test\/[^`]+\.ts)`: "([^"]+)"/g
  return [...text.matchAll(pattern)].map(([, file = '', name = '']) => ({ file, name }))
}

/** Whether a file has a test of this very name: the name as a whole string, wherever the formatter put it. */
export function hasTestNamed(source: string, name: string): boolean {
  const written = [`'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `\`${name}\``]
  return written.some((literal) => source.includes(literal))
}

/** The ids of docs/requirements.md that a file refers to: in the names of its tests, and in comments that name the document. */
export function requirementIds(source: string): string[] {
  const inNames = [...source.matchAll(/\(\s*['"`]((?:[A-Z]\d+, )*[A-Z]\d+)(?:, not)?: /g)]
  const inComments = [...source.matchAll(/docs\/requirements\.md, ([A-Z]\d+)/g)]
  return [...inNames, ...inComments].flatMap(([, ids = '']) => ids.split(', '))
}
