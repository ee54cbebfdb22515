import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { escapeHtml } from '../../lib/escape-html.ts'

/** The user of a login, from the assertion. */
export interface Visitor {
  readonly name: string
  readonly role: string
}

export type PageName = 'login' | 'account' | 'admin' | 'reset'

const titles: Readonly<Record<PageName, string>> = {
  login: 'Log in',
  account: 'My account',
  admin: 'Users',
  reset: 'Reset',
}

/**
 * A page of the portal from its template. The code between `<!-- code -->` and `<!-- /code -->` runs in the page and is
 * also displayed there, so that visitors read exactly what runs.
 *
 * @param visitor - null: no session
 */
export async function readPage(
  folder: string,
  name: PageName,
  visitor: Visitor | null,
  { ringlock, nonce }: { readonly ringlock: string; readonly nonce: string },
): Promise<string> {
  const [layout, template] = await Promise.all([read(folder, 'layout.html'), read(folder, `${name}.html`)])
  const content = fill(template, { ringlock, nonce, user: visitor?.name ?? '' })
  return fill(layout, { ringlock, page: name, title: titles[name], user: visitor?.name ?? '' })
    .replace('data-for="guest"', visitor === null ? 'data-for="guest"' : 'hidden')
    .replaceAll('data-for="visitor"', visitor === null ? 'hidden' : 'data-for="visitor"')
    .replaceAll(
      'data-for="admin"',
      visitor?.role === 'user' || visitor === null ? 'hidden' : 'data-for="admin"',
    )
    .replace('<!-- content -->', () => content)
    .replace('<!-- shown code -->', () => escapeHtml(codeIn(content)))
}

/** Removes the indentation that all lines have in common. */
function codeIn(content: string): string {
  const pieces = [...content.matchAll(/<!-- code -->\n(.*?)\s*<!-- \/code -->/gs)].map(
    ([, piece]) => piece ?? '',
  )
  const lines = pieces.join('\n\n').split('\n')
  const indents = lines.filter((line) => line !== '').map((line) => line.search(/\S/))
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n')
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(values[name] ?? ''))
}

function read(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8')
}
