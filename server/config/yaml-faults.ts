import { type Document, type ErrorCode, isAlias, isScalar, visit } from 'yaml'
import type { ConfigFault } from './faults.ts'
import type { Path } from './path.ts'
import { pathAt, startOf } from './yaml-lines.ts'

export interface YamlFault extends Wording {
  readonly offset: number
  readonly path: Path
}

type Wording = Pick<ConfigFault, 'found' | 'expected'>

const tooDeep = { found: 'nesting that is too deep', expected: 'a plain configuration' }

/** The parser's own messages quote the document, which may contain secrets. */
const wordings: Partial<Record<ErrorCode, Wording>> = {
  BAD_DQ_ESCAPE: {
    found: 'an unknown \\ escape in double quotes',
    expected: 'single quotes, or \\\\ for one \\',
  },
  BAD_INDENT: {
    found: 'an indentation that fits nothing above',
    expected: 'entries of one level in one column',
  },
  BAD_SCALAR_START: { found: 'text that begins with a sign YAML reserves', expected: 'quotes around it' },
  DUPLICATE_KEY: { found: 'the same key again', expected: 'each key once' },
  MISSING_CHAR: { found: 'a missing quote, comma, bracket or colon', expected: 'valid YAML' },
  MULTIPLE_DOCS: { found: 'a second document (---)', expected: 'one document' },
  NON_STRING_KEY: { found: 'a key that is no text', expected: 'text' },
  TAB_AS_INDENT: { found: 'a tab', expected: 'spaces for indentation' },
  TAG_RESOLVE_FAILED: { found: 'a tag (!)', expected: 'quotes around text that begins with !' },
}

/** Everything that makes the document unusable before its values are checked. */
export function yamlFaults(document: Document): YamlFault[] {
  const problems = [...document.errors, ...document.warnings]
  const exhausted = problems.find(({ code }) => code === 'RESOURCE_EXHAUSTION')
  if (exhausted !== undefined) return [{ ...tooDeep, offset: exhausted.pos[0], path: [] }]
  const syntax = problems.map(({ code, pos }) => ({ ...wordingOf(code), offset: pos[0] }))
  return [...syntax, ...nodeFaults(document)].map((fault) => ({
    ...fault,
    path: pathAt(document.contents, fault.offset),
  }))
}

function wordingOf(code: ErrorCode): Wording {
  return wordings[code] ?? { found: 'something that is not YAML', expected: 'valid YAML' }
}

/**
 * Faults that the parser accepts: aliases without an anchor, and the key `__proto__`, which JavaScript objects treat
 * specially.
 */
function nodeFaults(document: Document): Omit<YamlFault, 'path'>[] {
  const faults: Omit<YamlFault, 'path'>[] = []
  const anchors = new Set<string>()
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor)
      } else if (!anchors.has(node.source)) {
        const expected = 'quotes around text that begins with * or &'
        faults.push({ offset: startOf(node), found: 'an alias (*) of nothing', expected })
      }
    },
    Pair(_key, { key }) {
      if (!isScalar(key) || key.value !== '__proto__') return
      faults.push({
        offset: startOf(key),
        found: 'the key __proto__',
        expected: 'another name',
      })
    },
  })
  return faults
}
