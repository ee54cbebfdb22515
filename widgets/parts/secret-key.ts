import { css, html, type TemplateResult } from 'lit'

/** A Base32 key in groups of four. The gaps are drawn with CSS, so that selecting and copying gives the raw key. */
export function secretKey(key: string): TemplateResult {
  const groups = key.match(/.{1,4}/g) ?? []
  return html`<code class="secret-key" part="secret-key" dir="ltr" translate="no">${groups.map((group) => html`<span>${group}</span>`)}</code>`
}

export const secretKeyStyles = css`
  .secret-key {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 0.7em;
    padding: 10px 14px;
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_text) 6%, transparent);
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 1em;
    user-select: all;
  }
`
