import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { kindOf } from './complaint.ts'
import { ConfigError, type ConfigPlace } from './faults.ts'
import { type Path, pathText } from './path.ts'
import { readTextFile } from './text-file.ts'
import { yamlFaults } from './yaml-faults.ts'
import { offsetOf } from './yaml-lines.ts'

export interface YamlFile {
  /** The document as plain objects and lists. */
  readonly value: unknown
  /** The position of a value; for a missing one, of the innermost value around it. */
  place(path: Path): ConfigPlace
  /** Whether the key at this path has no value at all, not even `null` or `~`. */
  isEmpty(path: Path): boolean
}

const largestFile = 1024 * 1024
const mostAliases = 100

/** Rejects with ConfigError when the file cannot be read or is not a single YAML mapping. */
export async function readYamlFile(file: string): Promise<YamlFile> {
  const refuse = (found: string, expected: string) =>
    new ConfigError([{ file, line: null, column: null, path: '', found, expected }])

  const read = await readTextFile(file, largestFile)
  if ('problem' in read) throw refuse(read.problem, 'a configuration file; `ringlock init` writes one')

  const lineCounter = new LineCounter()
  const document = parseDocument(read.text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: 'error',
  })
  const placeAt = (offset: number, path: Path): ConfigPlace => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line, column: col, path: pathText(path) }
  }
  const faults = yamlFaults(document)
  if (faults.length > 0) {
    throw new ConfigError(
      faults.map(({ offset, path, ...words }) => ({ ...placeAt(offset, path), ...words })),
    )
  }
  const value = unfold(document)
  if (value === undefined) throw refuse('aliases that unfold without end', 'a plain configuration')
  if (!isMap(document.contents)) throw refuse(value === null ? 'an empty file' : kindOf(value), 'a mapping')
  return {
    value,
    place: (path) => placeAt(offsetOf(document, path), path),
    isEmpty(path) {
      const node = document.getIn(path, true)
      return isScalar(node) && node.value === null && node.source === ''
    },
  }
}

/** undefined: a few aliases would expand to a huge document. */
function unfold(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases })
  } catch (error) {
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}
