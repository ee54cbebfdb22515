import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { archiveOf, packages } from './packages.ts'

/** See packages.ts. The archive is what is made last. */
const project = fileURLToPath(new URL('../..', import.meta.url))
const made = join(packages, archiveOf('arm64'))
const sources = [
  ...readdirSync(join(project, 'packaging'), { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('.md'))
    .map((name) => join('packaging', name)),
  'dist/server/main.js',
  'CHANGELOG.md',
  'package.json',
]
const newest = Math.max(...sources.map((name) => statSync(join(project, name)).mtimeMs))
if (!existsSync(made) || statSync(made).mtimeMs < newest) await import('../../packaging/package.ts')
