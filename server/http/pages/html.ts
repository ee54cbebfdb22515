import { escapeHtml } from '../../lib/escape-html.ts'

/** A piece of HTML that is inserted without escaping. */
export interface Html {
  readonly html: string
}

type Value = Html | string | number | null | readonly Html[]

/** html`<p>${text}</p>`: text is escaped, HTML is not, and null is empty. Attribute values must be quoted. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: String.raw({ raw: parts }, ...values.map(written)) }
}

function written(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'object')
    return 'html' in value ? value.html : value.map((piece) => piece.html).join('')
  return escapeHtml(String(value))
}
