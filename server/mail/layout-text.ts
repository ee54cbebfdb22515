import type { Brand } from '../branding/branding.ts'
import { texts } from '../locales/index.ts'
import type { Language } from '../locales/languages.ts'
import type { Part } from './letter.ts'
import { qrFileName } from './message-values.ts'

export interface LaidOut {
  readonly subject: string
  readonly name: string
  readonly language: Language
  readonly parts: readonly Part[]
  readonly brand: Brand
}

export function layOutText({ name, language, parts, brand }: LaidOut): string {
  const signature = ['-- ', brand.name, texts[language].mail.footer, brand.support].filter(
    (line) => line !== null,
  )
  return `${[greeting(name, language), ...parts.map(textOf), signature.join('\n')].filter(Boolean).join('\n\n')}\n`
}

export function greeting(name: string, language: Language): string {
  return name === '' ? '' : texts[language].mail.greeting(name)
}

function textOf(part: Part): string {
  switch (part.part) {
    case 'text':
      return part.text
    // Without a space, because programs that fill in codes look for digits in the text.
    case 'code':
      return `    ${part.code}`
    case 'button':
      return `${part.label}:\n${part.link}`
    case 'copy':
      return `${part.lead}\n${part.value}`
    case 'qr':
      return `${part.lead}\n[${qrFileName}]`
    case 'details':
      return part.rows.map(([label, value]) => `${label}: ${value}`).join('\n')
  }
}
