import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildAlone, buildLocales, buildModules, buildSingle, kilobytes } from './bundles.ts'
import { customElementsManifest, documentElements } from './manifest.ts'
import { typings } from './typings.ts'

const demo = fileURLToPath(new URL('../demo/', import.meta.url))
const builtDemo = fileURLToPath(new URL('../../dist/demo/', import.meta.url))
const output = fileURLToPath(new URL('../../dist/widgets/', import.meta.url))

const elements = documentElements()
const modules = await buildModules()
const single = await buildSingle('es')
const classic = await buildSingle('iife')
const locales = await buildLocales()
const files = new Map([
  ...modules,
  ...locales,
  ...single,
  ...classic,
  ...typings(elements),
  ['custom-elements.json', `${JSON.stringify(customElementsManifest(elements), null, 2)}\n`],
])

await rm(output, { recursive: true, force: true })
for (const [name, text] of files) {
  await mkdir(dirname(join(output, name)), { recursive: true })
  await writeFile(join(output, name), text)
}

await rm(builtDemo, { recursive: true, force: true })
await cp(demo, builtDemo, { recursive: true })

const sizes: [string, string][] = []
for (const { tagName } of elements) {
  const alone = await buildAlone(tagName.slice('ringlock-'.length))
  sizes.push([`<${tagName}> with Lit`, [...alone.values()].join('')])
}
sizes.push(...single, ...classic)
sizes.push(...[...locales].filter(([name]) => /(en|de)(-self)?\.js$/.test(name)))
for (const [name, text] of sizes) {
  console.log(`${name.padEnd(36)}${kilobytes(text).toFixed(1).padStart(6)} kB gzip`)
}
