import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { project } from './places.ts'

/**
 * The full licences of all code of others that a package holds: most of them ask that copies carry them.
 *
 * @param node - the folder of Node.js's package
 */
export async function thirdPartyNotices(node: string): Promise<string> {
  const args = ['ls', '--omit=dev', '--all', '--parseable']
  const listed = execFileSync('npm', args, { cwd: project, encoding: 'utf8' })
  const folders = listed.split('\n').filter((line) => line.includes(`${sep}node_modules${sep}`))
  const notices = await Promise.all([...folders.sort(), node].map(noticeOf))
  return notices.join(`\n\n${'='.repeat(80)}\n\n`)
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return [`${name} ${version} (${license ?? 'see below'})`, ...texts.map((text) => text.trim())].join('\n\n')
}
