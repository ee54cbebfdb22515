import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json' with { type: 'json' }
import { completed, faultsOf, licenseCounts, type Sbom } from './sbom.ts'

/**
 * `npm run audit:deps`: lists all shipped packages, including indirect ones and those of all platforms, with licences
 * and hashes from the lock file.
 */
const project = fileURLToPath(new URL('..', import.meta.url))
const args = [
  'sbom',
  '--sbom-format',
  'cyclonedx',
  '--omit',
  'dev',
  '--package-lock-only',
  '--sbom-type',
  'application',
]
const listed = execFileSync('npm', args, { cwd: project, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
const sbom = completed(JSON.parse(listed) as Sbom, packageJson.name)
mkdirSync(`${project}dist`, { recursive: true })
writeFileSync(`${project}dist/sbom.cdx.json`, `${JSON.stringify(sbom, null, 2)}\n`)

const faults = faultsOf(sbom)
for (const fault of faults) console.error(fault)
console.log(`dist/sbom.cdx.json: ${sbom.components.length} packages, ${licenseCounts(sbom)}`)
if (faults.length > 0) process.exitCode = 1
