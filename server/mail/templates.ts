import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readTextFile } from '../config/text-file.ts'
import { type Language, languages } from '../locales/languages.ts'
import type { MessageKind } from './mailer.ts'
import { indispensable, placeholders } from './message-values.ts'

export const templateParts = ['subject', 'txt', 'html'] as const
export type TemplatePart = (typeof templateParts)[number]

/** The operator's own texts in place of the built-in ones. */
export interface Templates {
  /** The template for the language, or the one for all languages; null: the built-in text. */
  find(kind: MessageKind, language: Language, part: TemplatePart): string | null
}

export const noTemplates: Templates = { find: () => null }

export interface TemplateFault {
  /** Begins with the file name. */
  readonly found: string
  readonly expected: string
}

const largest = 256 * 1024
/** Alerts are for operators, and only in English. */
const kinds = (Object.keys(placeholders) as MessageKind[]).filter((kind) => kind !== 'alert')

/** Reads `reset-link.de.html`, `reset-link.txt` and so on; ignores other files. */
export async function readTemplates(
  folder: string,
): Promise<{ readonly templates: Templates; readonly faults: readonly TemplateFault[] }> {
  const files = new Map<string, string>()
  const faults: TemplateFault[] = []
  const names = await readdir(folder).catch(() => null)
  if (names === null) {
    const fault = {
      found: 'no folder that can be read',
      expected: 'a folder (relative to the configuration)',
    }
    return { templates: noTemplates, faults: [fault] }
  }
  for (const name of names.toSorted()) {
    if (!/^[^.].*\.(subject|txt|html)$/.test(name)) continue
    const named = parseName(name)
    if (named === null) {
      const expected = `MESSAGE.LANGUAGE.html or MESSAGE.html (or .txt, .subject), a message being ${kinds.join(', ')}`
      faults.push({ found: name, expected })
      continue
    }
    const read = await readTextFile(join(folder, name), largest)
    if ('problem' in read) {
      faults.push({ found: `${name}: ${read.problem}`, expected: 'a text file' })
      continue
    }
    faults.push(...faultsIn(name, read.text, named))
    files.set(name, read.text)
  }
  const find: Templates['find'] = (kind, language, part) =>
    files.get(`${kind}.${language}.${part}`) ?? files.get(`${kind}.${part}`) ?? null
  return { templates: { find }, faults }
}

/** @param escaped - escapes a value for the place where the template is used */
export function fill(
  template: string,
  values: Readonly<Record<string, string>>,
  escaped: (value: string) => string = (value) => value,
): string {
  return template.replace(placeholder, (_, name: string) => escaped(values[name] ?? ''))
}

const placeholder = /\{\{\s*(\w+)\s*\}\}/g

interface TemplateName {
  readonly kind: MessageKind
  readonly part: TemplatePart
}

function parseName(name: string): TemplateName | null {
  const [kind, ...rest] = name.split('.')
  const part = rest.pop()
  const [language, ...more] = rest
  const isOurs = language === undefined || languages.some((each) => each === language)
  const foundKind = kinds.find((each) => each === kind)
  const foundPart = templateParts.find((each) => each === part)
  if (foundKind === undefined || foundPart === undefined || !isOurs || more.length > 0) return null
  return { kind: foundKind, part: foundPart }
}

function faultsIn(name: string, text: string, { kind, part }: TemplateName): TemplateFault[] {
  // Subjects show on locked screens and in mail server logs, so they get neither code nor link.
  const known: readonly string[] = ['name', 'subject', ...(part === 'subject' ? [] : placeholders[kind])]
  const expected = `one of ${known.map((each) => `{{${each}}}`).join(', ')}`
  const used = [...text.matchAll(placeholder)].map(([, used]) => used ?? '')
  const unknown = new Set(used.filter((each) => !known.includes(each)))
  const faults = [...unknown].map((each) => ({ found: `${name}: {{${each}}}`, expected }))
  if (text.replace(placeholder, '').includes('{{'))
    faults.push({ found: `${name}: {{ without a name`, expected })
  const needed = part === 'subject' ? null : indispensable[kind]
  if (needed !== null && !used.includes(needed)) {
    faults.push({ found: `${name}: no {{${needed}}}`, expected: `{{${needed}}} somewhere in it` })
  }
  return faults
}
