import { SaxesParser } from 'saxes'
import type { Fault } from './hardware-file.ts'

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string
  readonly namespace: string
  /** Of attributes without a prefix, by their names in lower case. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The element's own text, without space around it. */
  readonly text: string
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[]
  text: string
}

const deepest = 32

class XmlFault extends Error {}

/**
 * Parses an XML document (XML 1.0 with namespaces) and returns its root. A document type is refused, and with it all entities
 * except the five predefined ones, so that text cannot expand and no other file is read.
 */
export function parseXml(text: string): XmlElement | Fault {
  const parser = new SaxesParser({ xmlns: true })
  const open: OpenElement[] = []
  let root: XmlElement | null = null

  parser.on('doctype', () => {
    throw new XmlFault('The file has a document type, which is not read.')
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (open.length >= deepest) throw new XmlFault('Its elements are nested too deep.')
    const own = Object.values(attributes).filter(({ prefix }) => prefix === '')
    const element: OpenElement = {
      name: local,
      namespace: uri,
      attributes: new Map(own.map(({ local, value }) => [local.toLowerCase(), value])),
      children: [],
      text: '',
    }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed === undefined) return
    closed.text = closed.text.trim()
    if (open.length === 0) root = closed
  })
  const addText = (part: string) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += part
  }
  parser.on('text', addText)
  parser.on('cdata', addText)

  try {
    parser.write(text).close()
  } catch (error) {
    if (error instanceof XmlFault) return { fault: error.message }
    return { fault: `The file is not well-formed XML (line ${parser.line}).` }
  }
  return root ?? { fault: 'The file is empty.' }
}

/**
 * The first element that is reached by these names; null: there is none.
 *
 * @param namespace - null: whatever it is
 */
export function descendant(
  element: XmlElement,
  namespace: string | null,
  ...names: readonly string[]
): XmlElement | null {
  let at: XmlElement | null = element
  for (const name of names) at = at?.children.find((child) => isNamed(child, namespace, name)) ?? null
  return at
}

/** In upper or lower case: privacyIDEA writes its XML through a parser of HTML, which makes every name lower case. */
export function isNamed(element: XmlElement, namespace: string | null, name: string): boolean {
  return (
    element.name.toLowerCase() === name.toLowerCase() &&
    element.namespace === (namespace ?? element.namespace)
  )
}
