import { posix } from 'node:path'

/** A file or folder as READMEs write it. A word in capital letters stands for any name. */
const path = /^[\w.-]+(?:\/[\w.-]+)*(?:\.ts|\.mjs|\.md|\/)$/
const placeholder = /(?:^|\/)[A-Z]{4,}(?![\w.]*\.md)/

/**
 * The files and folders that a README names, in code spans and at the beginnings of lines in blocks, and that are not there:
 * from the README's folder on, from the project's, or, in short, from any folder on.
 */
export function missingFiles(readme: string, text: string, files: readonly string[]): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
  const lines = [...text.matchAll(/^```\n(.*?)^```/gms)].flatMap(([, block = '']) => block.split('\n'))
  const firstWords = lines.map((line) => /^\s*(\S*)/.exec(line)?.[1] ?? '')
  const folder = posix.dirname(readme)
  const isThere = (name: string) => {
    const bare = name.replace(/\/$/, '')
    const whole = [posix.join(folder, bare), bare]
    return files.some(
      (file) =>
        whole.some((each) => file === each || file.startsWith(`${each}/`)) ||
        (name.endsWith('/') ? file.includes(`/${bare}/`) : file.endsWith(`/${bare}`)),
    )
  }
  const named = new Set(
    [...spans, ...firstWords].filter((name) => path.test(name) && !placeholder.test(name)),
  )
  return [...named].filter((name) => !isThere(name))
}
