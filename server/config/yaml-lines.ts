import { type Document, isAlias, isMap, isNode, isScalar, isSeq } from 'yaml'
import type { Path } from './path.ts'

interface Child {
  readonly step: string | number
  /** Offset of the key or of the list entry. */
  readonly offset: number
  readonly node: unknown
}

/** Offset of the key or list entry; for a missing one, of the innermost value around it. */
export function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents
  let offset = startOf(node)
  for (const step of path) {
    const holder = isAlias(node) ? node.resolve(document) : node
    const child = childrenOf(holder).find((candidate) => candidate.step === step)
    if (child === undefined) break
    ;({ node, offset } = child)
  }
  return offset
}

/** Path of the innermost key or list entry that starts at or before the offset. */
export function pathAt(node: unknown, offset: number): Path {
  const child = childrenOf(node).findLast((candidate) => candidate.offset <= offset)
  return child === undefined ? [] : [child.step, ...pathAt(child.node, offset)]
}

function childrenOf(node: unknown): Child[] {
  if (isSeq(node)) return node.items.map((entry, step) => ({ step, offset: startOf(entry), node: entry }))
  if (!isMap(node)) return []
  return node.items.map(({ key, value }) => ({
    step: String(isScalar(key) ? key.value : key),
    offset: startOf(key),
    node: value,
  }))
}

export function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}
