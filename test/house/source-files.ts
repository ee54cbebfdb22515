import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface SourceFile {
  /** From the project's folder, with forward slashes. */
  readonly path: string
  readonly text: string
}

const project = fileURLToPath(new URL('../..', import.meta.url))

const notOurs = ['node_modules', 'dist', 'coverage', '.git']

/** Every file of the project, installed and built ones left out. */
export function projectFiles(): string[] {
  return readdirSync(project, { withFileTypes: true })
    .filter(({ name }) => !notOurs.includes(name))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(entry.name) : [entry.name]))
}

/** Every TypeScript file under one folder of the project. */
export function sourceFiles(folder: string): SourceFile[] {
  return filesUnder(folder)
    .filter((path) => path.endsWith('.ts'))
    .map(sourceFile)
}

function filesUnder(folder: string): string[] {
  return readdirSync(`${project}${folder}`, { recursive: true, encoding: 'utf8' }).map(
    (name) => `${folder}/${name.replaceAll('\\', '/')}`,
  )
}

export function sourceFile(path: string): SourceFile {
  return { path, text: readFileSync(`${project}${path}`, 'utf8') }
}
