import type { Brand } from '../branding/branding.ts'
import { escapeHtml } from '../lib/escape-html.ts'
import { texts } from '../locales/index.ts'
import { directionOf } from '../locales/languages.ts'
import { greeting, type LaidOut } from './layout-text.ts'
import type { Part } from './letter.ts'
import { qrContentId } from './message-values.ts'

/** Content-ID of the logo (RFC 2392). */
export const logoContentId = 'logo@ringlock'

/**
 * Styles are inline, because mail clients drop others, and some drop html and body as well. Colours are set only where
 * they carry meaning, so that the client's light or dark theme applies; the QR code alone has a white background.
 */
export function layOutHtml({ subject, name, language, parts, brand }: LaidOut): string {
  const direction = directionOf(language)
  const paragraphs = [paragraph(greeting(name, language)), ...parts.map((part) => htmlOf(part, brand))]
  const support = brand.support === null ? '' : `<br>${escapeHtml(brand.support)}`
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
${heading(brand)}
${paragraphs.filter(Boolean).join('\n')}
<p style="margin:32px 0 0;font-size:13px;color:#767676">${escapeHtml(texts[language].mail.footer)}${support}</p>
</div>
</body>
</html>
`
}

/** Mail programs rarely show SVG, so such a logo is left out. */
function heading({ logo, name, accent }: Brand): string {
  const image =
    logo?.type === 'image/png'
      ? `<img src="cid:${logoContentId}" alt="" height="40" style="display:block;max-height:40px;max-width:200px;margin:0 0 8px">`
      : ''
  const line = `border-bottom:3px solid ${accent.light.accent}`
  return `<div style="margin:0 0 24px;padding:0 0 12px;${line}">${image}<strong>${escapeHtml(name)}</strong></div>`
}

const monospace = "font-family:ui-monospace,Menlo,Consolas,'Courier New',monospace"

function htmlOf(part: Part, { accent }: Brand): string {
  switch (part.part) {
    case 'text':
      return paragraph(part.text)
    case 'code':
      return `<p dir="ltr" style="margin:0 0 16px;font-size:28px;letter-spacing:3px;${monospace}"><strong>${grouped(part.code)}</strong></p>`
    case 'button':
      return [
        `<p style="margin:24px 0"><a href="${escapeHtml(part.link)}" style="display:inline-block;padding:12px 24px;border-radius:6px;background:${accent.light.accent};color:${accent.light.onAccent};text-decoration:none"><strong>${escapeHtml(part.label)}</strong></a></p>`,
        paragraph(part.asText),
        copied(part.link, true),
      ].join('\n')
    case 'copy':
      return `${paragraph(part.lead)}\n${copied(part.value, part.opens === 'an app')}`
    case 'qr':
      return `${paragraph(part.lead)}\n<p style="margin:0 0 16px"><img src="cid:${qrContentId}" alt="QR" style="display:block;background:#ffffff;max-width:100%"></p>`
    case 'details':
      return part.rows.length === 0
        ? ''
        : `<p style="margin:0 0 16px">${part.rows.map(row).join('<br>\n')}</p>`
  }
}

/** Half and half, apart by their style: a copied code has no space. */
function grouped(code: string): string {
  const half = Math.ceil(code.length / 2)
  return `${escapeHtml(code.slice(0, half))}<span style="margin-left:12px">${escapeHtml(code.slice(half))}</span>`
}

/** Values keep their direction in texts from right to left. */
function row([label, value]: readonly [string, string]): string {
  return `${escapeHtml(label)}: <bdi>${escapeHtml(value)}</bdi>`
}

function copied(value: string, isLink: boolean): string {
  const shown = escapeHtml(value)
  const inner = isLink ? `<a href="${shown}" style="color:inherit">${shown}</a>` : shown
  return `<p dir="ltr" style="margin:0 0 16px;font-size:14px;word-break:break-all;${monospace}">${inner}</p>`
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
}
