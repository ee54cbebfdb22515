import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ElementDoc } from './manifest.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

/** Types of the public API, without Lit's and those of the HTTP API: file name under dist/widgets -> text. */
export function typings(elements: readonly ElementDoc[]): Map<string, string> {
  const names = elements.map(({ tagName }) => tagName.slice('ringlock-'.length))
  return new Map([
    ['events.d.ts', eventTypings()],
    ...elements.map((element, index) => [`${names[index]}.d.ts`, elementTypings(element)] as const),
    ['ringlock.d.ts', ['events', ...names].map((name) => `export * from './${name}.js'\n`).join('')],
    ['react.d.ts', reactTypings(elements)],
    ['vue.d.ts', vueTypings(elements)],
  ])
}

function elementTypings({ tagName, className, description, properties, events }: ElementDoc): string {
  const members = properties.map(
    ({ name, type, description: said }) => `  /** ${said} */\n  ${name}: ${type}\n`,
  )
  return `${eventImport(events.map(({ type }) => type))}
/** ${description} */
export declare class ${className} extends HTMLElement {
${members.join('')}}

declare global {
  interface HTMLElementTagNameMap {
    '${tagName}': ${className}
  }
}
`
}

/**
 * React 19 sets a property where the element has one and an attribute otherwise, and listens through \`on\` + the
 * event's name.
 */
function reactTypings(elements: readonly ElementDoc[]): string {
  return `import type { DetailedHTMLProps, HTMLAttributes } from 'react'
${imports(elements)}
type Props<Element, Own> = DetailedHTMLProps<HTMLAttributes<Element>, Element> & Own

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${elements.map((element) => `      '${element.tagName}': Props<${element.className}, ${props(element, (event) => `'on${event}'`)}>\n`).join('')}    }
  }
}
`
}

/**
 * Vue reads `$props` of a component, including `on` + the event's name in Pascal case; a template ref is the element.
 */
function vueTypings(elements: readonly ElementDoc[]): string {
  const handler = (event: string) =>
    `on${event.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}`
  return `import type { HTMLAttributes, PublicProps } from 'vue'
${imports(elements)}
type Component<Element, Own> = new () => Element & { $props: HTMLAttributes & PublicProps & Own }

declare module 'vue' {
  interface GlobalComponents {
${elements.map((element) => `    '${element.tagName}': Component<${element.className}, ${props(element, handler)}>\n`).join('')}  }
}
`
}

function props({ properties, events }: ElementDoc, handler: (event: string) => string): string {
  const own = properties.flatMap(({ name, attribute, type }) => [
    `${name}?: ${type}`,
    ...(attribute === null || attribute === name ? [] : [`'${attribute}'?: ${type}`]),
  ])
  const heard = events.map(({ name, type }) => `${handler(name)}?: (event: ${type}) => void`)
  return `{ ${[...own, ...heard].join('; ')} }`
}

function imports(elements: readonly ElementDoc[]): string {
  const classes = elements.map(
    ({ className, tagName }) =>
      `import type { ${className} } from './${tagName.slice('ringlock-'.length)}.js'\n`,
  )
  return eventImport(elements.flatMap(({ events }) => events.map(({ type }) => type))) + classes.join('')
}

function eventImport(types: readonly string[]): string {
  const names = [...new Set(types)].sort()
  return names.length === 0 ? '' : `import type { ${names.join(', ')} } from './events.js'\n`
}

/** The only source whose types are published unchanged. */
function eventTypings(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringlock-build-'))
  try {
    const flags = [
      '--ignoreConfig',
      '--declaration',
      '--emitDeclarationOnly',
      '--target',
      'es2023',
      '--outDir',
      folder,
    ]
    const compiler = join(project, 'node_modules/typescript/bin/tsc')
    const { status, stdout } = spawnSync(process.execPath, [compiler, 'widgets/events.ts', ...flags], {
      cwd: project,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stdout)
    return readFileSync(join(folder, 'events.d.ts'), 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
