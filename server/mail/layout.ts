import { escapeHtml } from '../lib/escape-html.ts'
import { texts } from '../locales/index.ts'
import { directionOf, type Language } from '../locales/languages.ts'
import type { Part } from './letter.ts'
import { qrContentId, qrFileName } from './message-values.ts'

export interface LaidOut {
  readonly subject: string
  readonly name: string
  readonly language: Language
  readonly parts: readonly Part[]
}

export function layOutText({ name, language, parts }: LaidOut): string {
  const { footer } = texts[language].mail
  return `${[greeting(name, language), ...parts.map(textOf), `-- \n${footer}`].filter(Boolean).join('\n\n')}\n`
}

function textOf(part: Part): string {
  switch (part.part) {
    case 'text':
      return part.text
    case 'code':
      return `    ${part.code}`
    case 'button':
      return `${part.label}:\n${part.link}`
    case 'copy':
      return `${part.lead}\n${part.value}`
    case 'qr':
      return `${part.lead}\n[${qrFileName}]`
  }
}

/**
 * Styles are inline, because mail clients drop others, and some drop html and body as well. Colours are set only where
 * they carry meaning, so that the client's light or dark theme applies; the QR code alone has a white background.
 */
export function layOutHtml({ subject, name, language, parts }: LaidOut): string {
  const direction = directionOf(language)
  const paragraphs = [paragraph(greeting(name, language)), ...parts.map((part) => htmlOf(part))]
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:24px">
<div lang="${language}" dir="${direction}" style="max-width:560px;margin:0 auto;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
${paragraphs.filter(Boolean).join('\n')}
<p style="margin:32px 0 0;font-size:13px;color:#767676">${escapeHtml(texts[language].mail.footer)}</p>
</div>
</body>
</html>
`
}

const monospace = "font-family:ui-monospace,Menlo,Consolas,'Courier New',monospace"

function htmlOf(part: Part): string {
  switch (part.part) {
    case 'text':
      return paragraph(part.text)
    case 'code':
      return `<p dir="ltr" style="margin:0 0 16px;font-size:28px;letter-spacing:4px;${monospace}"><strong>${escapeHtml(part.code)}</strong></p>`
    case 'button':
      return [
        `<p style="margin:24px 0"><a href="${escapeHtml(part.link)}" style="display:inline-block;padding:12px 24px;border-radius:6px;background:#1d4ed8;color:#ffffff;text-decoration:none"><strong>${escapeHtml(part.label)}</strong></a></p>`,
        paragraph(part.asText),
        copied(part.link, true),
      ].join('\n')
    case 'copy':
      return `${paragraph(part.lead)}\n${copied(part.value, part.opens === 'an app')}`
    case 'qr':
      return `${paragraph(part.lead)}\n<p style="margin:0 0 16px"><img src="cid:${qrContentId}" alt="QR" style="display:block;background:#ffffff;max-width:100%"></p>`
  }
}

function copied(value: string, isLink: boolean): string {
  const shown = escapeHtml(value)
  const inner = isLink ? `<a href="${shown}" style="color:inherit">${shown}</a>` : shown
  return `<p dir="ltr" style="margin:0 0 16px;font-size:14px;word-break:break-all;${monospace}">${inner}</p>`
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
}

function greeting(name: string, language: Language): string {
  return name === '' ? '' : texts[language].mail.greeting(name)
}
