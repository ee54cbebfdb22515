/** What goes from one name to another. */
interface Edge {
  readonly from: string
  readonly to: string
}

/** The groups of names that reach one another (Tarjan's strongly connected components), each sorted. */
export function circles(edges: readonly Edge[]): string[][] {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to])
  const found: string[][] = []
  const index = new Map<string, number>()
  const stack: string[] = []

  function visit(name: string): number {
    index.set(name, index.size)
    let low = index.size - 1
    stack.push(name)
    for (const to of next.get(name) ?? []) {
      if (!index.has(to)) low = Math.min(low, visit(to))
      else if (stack.includes(to)) low = Math.min(low, index.get(to) ?? low)
    }
    if (low === index.get(name)) {
      const group = stack.splice(stack.indexOf(name))
      if (group.length > 1) found.push(group.sort())
    }
    return low
  }

  for (const name of next.keys()) if (!index.has(name)) visit(name)
  return found.sort()
}
