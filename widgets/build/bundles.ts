import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Plugin, parseSync, type Rollup, Visitor } from 'vite'
import { elementNames } from './element-names.ts'

/** File name under dist/widgets -> content. */
export type Bundle = ReadonlyMap<string, string>

const widgets = fileURLToPath(new URL('..', import.meta.url))

/** Modules that replace others in the self-contained files. */
const standIns = [
  { find: './loaders.ts', replacement: `${widgets}locales/loaders-beside.ts` },
  { find: './load-enrolment.ts', replacement: `${widgets}login/load-enrolment-beside.ts` },
  { find: './css-tag.js', replacement: `${widgets}css-tag.ts` },
]

/**
 * Shortens Lit's private names and our own internal methods, which no page calls because Lit is in the same file. None of
 * them is also used as a string, as `elementProperties` is.
 */
const litNames =
  '_\\$.*|isUpdatePending|enableUpdating|addInitializer|performUpdate|scheduleUpdate|createRenderRoot|hasUpdated|elementStyles|' +
  'addController|removeController|noAccessor|useDefault|hasChanged|shouldUpdate|getPropertyOptions|getPropertyDescriptor|finalizeStyles'
const ourNames =
  'render[A-Z]\\w*|failureText|focusNext|formStyles|loadLocale|lifetime|explain[A-Z]\\w*|\\w+Rows?'
const innerNames = new RegExp(`^(${litNames}|${ourNames})$`)
const publicNames = /^render(Root|Options|Before)$/
const minify = {
  compress: true,
  mangle: true,
  mangleProps: { include: innerNames, exclude: publicNames },
} as const

/** Installed beside the package and shared with the rest of the page. */
const packages = /^(lit|lean-qr)(\/|$)/

/** For bundlers and import maps: a readable ES module per element, without the packages. */
export function buildModules(): Promise<Bundle> {
  return bundle({
    input: Object.fromEntries(elementNames.map((name) => [name, `${widgets}${name}/${name}.ts`])),
    external: packages,
    output: { format: 'es', chunkFileNames: chunkName },
  })
}

/** One element with everything it needs at once, as a page's bundler makes it; for the budget. */
export function buildAlone(name: string): Promise<Bundle> {
  return bundle({ ...single(`${widgets}${name}/${name}.ts`, name), output: { format: 'es', minify } })
}

/** All elements in one file: `ringlock.js` for `<script type="module">`, `ringlock.iife.js` for a classic script. */
export function buildSingle(format: 'es' | 'iife'): Promise<Bundle> {
  const entryFileNames = format === 'es' ? 'ringlock.js' : 'ringlock.iife.js'
  const output = { format, entryFileNames, name: 'Ringlock', minify } as const
  return bundle({ ...single(`${widgets}all.ts`, 'ringlock'), output }, format)
}

/** The language files, which are placed beside the single-file bundles. */
export async function buildLocales(): Promise<Bundle> {
  const codes = readdirSync(`${widgets}locales`).flatMap(
    (file) => /^(\w\w(-self)?)\.ts$/.exec(file)?.[1] ?? [],
  )
  return bundle({
    input: Object.fromEntries(codes.map((code) => [`locales/${code}`, `${widgets}locales/${code}.ts`])),
    output: { format: 'es', minify: true },
  })
}

function single(input: string, name: string): Rollup.InputOptions {
  return { input: { [name]: input } }
}

type Options = Rollup.RollupOptions & { readonly output: Rollup.OutputOptions }

async function bundle({ input, external, output }: Options, format?: 'es' | 'iife'): Promise<Bundle> {
  const isSingle = external === undefined
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    root: widgets,
    plugins: isSingle ? [compactTemplates] : [],
    define: format === 'iife' ? { 'import.meta.url': 'document.currentScript.src' } : {},
    resolve: {
      alias: isSingle ? standIns : [],
    },
    build: {
      // Library mode leaves out Vite's preload helper, which breaks when a page is itself built with Vite.
      ...(isSingle ? {} : { lib: { entry: input as Record<string, string>, formats: ['es'] } }),
      write: false,
      target: ['chrome123', 'firefox121', 'safari17.5'],
      minify: isSingle,
      modulePreload: false,
      rollupOptions: {
        ...(input === undefined ? {} : { input }),
        ...(external === undefined ? {} : { external }),
        preserveEntrySignatures: 'strict',
        // A part of Lit that we import nothing from.
        treeshake: { moduleSideEffects: (id) => !id.includes('/lit-element/') },
        output: { entryFileNames: '[name].js', ...output },
      },
    },
  })
  const outputs = (Array.isArray(built) ? built : [built]) as Rollup.RollupOutput[]
  const chunks = outputs.flatMap(({ output: made }) => made).filter((made) => made.type === 'chunk')
  return new Map(chunks.map(({ fileName, code }) => [fileName, code]))
}

function chunkName({ facadeModuleId, name }: Rollup.PreRenderedChunk): string {
  return facadeModuleId?.includes('/locales/') ? `locales/${name}.js` : `shared/${name}.js`
}

/** Limits in kB of 1024 bytes, minified and compressed as delivered to a page. The languages are separate files. */
export const budgets = {
  /** One element, with Lit. */
  login: 15,
  'ringlock.js': 44,
  'ringlock.iife.js': 44,
} as const

export function kilobytes(text: string): number {
  return gzipSync(text, { level: 9 }).length / 1024
}

/**
 * `_decorate([state()], RinglockLogin.prototype, "step", void 0)` becomes a direct call, because our decorators are
 * plain functions.
 */
const decorated = /\b_decorate\(\[([^\]]+)\], (\w+)\.prototype, "(\w+)", void 0\)/g

/** Removes line breaks and indentation from Lit's `html` and `css` templates, where a single space is equivalent. */
const compactTemplates: Plugin = {
  name: 'ringlock-compact-templates',
  enforce: 'post',
  transform(code, id) {
    if (!id.endsWith('.ts')) return null
    const pieces: { readonly start: number; readonly end: number; readonly isCss: boolean }[] = []
    new Visitor({
      TaggedTemplateExpression({ tag, quasi }) {
        if (tag.type !== 'Identifier' || !(tag.name === 'html' || tag.name === 'css')) return
        if (tag.name === 'css' && quasi.expressions.length > 0) throw new Error(`${id}: css takes no values`)
        for (const { start, end } of quasi.quasis) pieces.push({ start, end, isCss: tag.name === 'css' })
      },
    }).visit(parseSync('compact.js', code).program)
    const compact = pieces
      .sort((one, other) => other.start - one.start)
      .reduce((text, { start, end, isCss }) => {
        const piece = text.slice(start, end)
        return text.slice(0, start) + (isCss ? compactCss(piece) : compactHtml(piece)) + text.slice(end)
      }, code)
    return { code: compact.replace(decorated, '$1($2.prototype, "$3")'), map: null }
  },
}

/** A space that stands in a line is kept: at the edge of a piece it parts a class from the next one, or words. */
const blocks = '(?:div|p|h\\d|ul|li|form|table|t\\w+|dialog|path|svg|slot|option)\\b'
/** White space that shows nowhere: a line's end before or behind what takes lines of its own. */
const aroundBlock = new RegExp(`(?<=>|^)\\s*\\n\\s*(?=</?${blocks})|(?<=</${blocks}>)\\s*\\n\\s*`, 'g')

function compactHtml(piece: string): string {
  return piece.replace(aroundBlock, '').replace(/\s*\n\s*/g, ' ')
}

function compactCss(piece: string): string {
  return piece
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/#(.)\1(.)\2(.)\3\b/g, '#$1$2$3')
    .replace(/\b0(?=\.\d)/g, '')
    .replace(/;}/g, '}')
}
