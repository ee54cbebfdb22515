import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface SourceFile {
  /** From the project's folder, with forward slashes. */
  readonly path: string
  readonly text: string
}

const project = fileURLToPath(new URL('../..', import.meta.url))

/** Every TypeScript file under one folder of the project. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(`${project}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .map(sourceFile)
}

export function sourceFile(path: string): SourceFile {
  return { path, text: readFileSync(`${project}${path}`, 'utf8') }
}
