import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ESTree, parseSync } from 'vite'
import { elementNames } from './element-names.ts'

/**
 * An element's public API, read from its docstrings, in the shapes of the Custom Elements Manifest (schema 1.0.0). The
 * package @custom-elements-manifest/analyzer is not used: it misses the tag names, which define.ts sets, reports
 * private state as public properties and variables as event names, and brings a second TypeScript.
 */
export interface ElementDoc {
  readonly tagName: string
  readonly className: string
  readonly description: string
  readonly properties: readonly PropertyDoc[]
  readonly events: readonly { readonly name: string; readonly type: string; readonly description: string }[]
  readonly slots: readonly NamedDoc[]
  readonly cssParts: readonly NamedDoc[]
  readonly cssProperties: readonly NamedDoc[]
}

export interface PropertyDoc extends NamedDoc {
  readonly type: string
  readonly default: string
  /** null: the property has no attribute. */
  readonly attribute: string | null
}

interface NamedDoc {
  readonly name: string
  readonly description: string
}

const widgets = fileURLToPath(new URL('..', import.meta.url))

export function documentElements(): ElementDoc[] {
  return elementNames.map((name) => {
    const own = readClass(`${name}/${name}.ts`)
    const bases = basesOf(own)
    const family = [own, ...bases]
    return {
      tagName: `ringlock-${name}`,
      className: own.name,
      description: own.doc.text,
      properties: family.flatMap(({ properties }) => properties).sort(byName),
      events: family.flatMap(({ doc }) => doc.tags('event').map(eventOf)),
      slots: family.flatMap(({ doc }) => doc.tags('slot').map(named)),
      cssParts: family.flatMap(({ doc }) => doc.tags('csspart').map(named)),
      cssProperties: family.flatMap(({ doc }) => doc.tags('cssproperty').map(named)),
    }
  })
}

export function customElementsManifest(elements: readonly ElementDoc[]): object {
  return {
    schemaVersion: '1.0.0',
    modules: elements.map(({ tagName, className, properties, ...rest }) => {
      const path = `${tagName.slice('ringlock-'.length)}.js`
      return {
        kind: 'javascript-module',
        path,
        declarations: [
          {
            kind: 'class',
            customElement: true,
            tagName,
            name: className,
            ...rest,
            events: rest.events.map(({ type, ...event }) => ({ ...event, type: { text: type } })),
            attributes: properties.flatMap(({ attribute, name, type, description }) =>
              attribute === null
                ? []
                : [{ name: attribute, fieldName: name, type: { text: type }, description }],
            ),
            members: properties.map(({ type, attribute: _, ...member }) => ({
              kind: 'field',
              privacy: 'public',
              ...member,
              type: { text: type },
            })),
          },
        ],
        exports: [
          { kind: 'js', name: className, declaration: { name: className } },
          { kind: 'custom-element-definition', name: tagName, declaration: { name: className } },
        ],
      }
    }),
  }
}

interface ClassDoc {
  readonly name: string
  readonly base: string
  readonly doc: Docstring
  readonly properties: readonly PropertyDoc[]
}

const baseFiles: Readonly<Record<string, string>> = {
  RinglockElement: 'ringlock-element.ts',
  SelfElement: 'self-element.ts',
  MeElement: 'me-element.ts',
}

function basesOf({ base }: ClassDoc): ClassDoc[] {
  const file = baseFiles[base]
  if (file === undefined) return []
  const found = readClass(file)
  return [found, ...basesOf(found)]
}

function readClass(file: string): ClassDoc {
  const text = readFileSync(`${widgets}${file}`, 'utf8')
  const { program, comments } = parseSync(file, text)
  const docOf = (start: number): Docstring => {
    const comment = comments.findLast(({ end }) => end <= start && text.slice(end, start).trim() === '')
    return docstring(comment?.type === 'Block' ? comment.value : '')
  }
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'ClassDeclaration')
      continue
    const { id, superClass, body } = statement.declaration
    const source = (node: { start: number; end: number }) => text.slice(node.start, node.end)
    return {
      name: id?.name ?? '',
      base: superClass === null ? '' : source(superClass),
      doc: docOf(statement.start),
      properties: body.body.flatMap((member) => propertyOf(member, source, docOf)),
    }
  }
  throw new Error(`${file} exports no class`)
}

function propertyOf(
  member: ESTree.ClassElement,
  source: (node: { start: number; end: number }) => string,
  docOf: (start: number) => Docstring,
): PropertyDoc[] {
  if (member.type !== 'PropertyDefinition' || member.key.type !== 'Identifier') return []
  const decorator = member.decorators
    .map(({ expression }) => source(expression))
    .find((text) => /^property\(/.test(text))
  if (decorator === undefined || member.value === null) return []
  const { name } = member.key
  const named = /attribute: '([^']+)'/.exec(decorator)?.[1]
  const initial = source(member.value)
  return [
    {
      name,
      type: member.typeAnnotation
        ? source(member.typeAnnotation).replace(/^:\s*/, '')
        : typeof JSON.parse(initial.replaceAll("'", '"')),
      default: initial,
      attribute: /attribute: false/.test(decorator) ? null : (named ?? name.toLowerCase()),
      description: docOf(member.decorators[0]?.start ?? member.start).text,
    },
  ]
}

interface Docstring {
  readonly text: string
  tags(name: string): string[]
}

function docstring(comment: string): Docstring {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trim())
  const [text = '', ...tags] = lines.join('\n').split(/^@/m)
  const oneLine = (piece: string) => piece.replace(/\s+/g, ' ').trim()
  return {
    text: oneLine(text),
    tags: (name) =>
      tags.filter((tag) => tag.startsWith(`${name} `)).map((tag) => oneLine(tag.slice(name.length))),
  }
}

function eventOf(tag: string) {
  const [, type = '', name = '', description = ''] = /^\{(\w+)\} (\S+) - (.*)$/.exec(tag) ?? []
  return { name, type, description }
}

function named(tag: string): NamedDoc {
  const [, name = '', description = ''] = /^(\S+) - (.*)$/.exec(tag) ?? []
  return { name, description }
}

function byName(one: NamedDoc, other: NamedDoc): number {
  return one.name < other.name ? -1 : 1
}
