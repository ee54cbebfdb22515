/**
 * Replaces `@lit/reactive-element/css-tag.js` in the files that include Lit: all supported browsers have adopted
 * stylesheets, and Lit's fallback is a twentieth of the login's size.
 */

export class CSSResult {
  readonly cssText: string
  #sheet: CSSStyleSheet | null = null

  constructor(cssText: string) {
    this.cssText = cssText
  }

  get styleSheet(): CSSStyleSheet {
    if (this.#sheet === null) {
      this.#sheet = new CSSStyleSheet()
      this.#sheet.replaceSync(this.cssText)
    }
    return this.#sheet
  }
}

/** Takes no values, because our styles have none. */
export const css = ([cssText = '']: TemplateStringsArray) => new CSSResult(cssText)
export const unsafeCSS = (cssText: string) => new CSSResult(cssText)
export const supportsAdoptingStyleSheets = true
export const getCompatibleStyle = (style: CSSResult) => style

export function adoptStyles(root: ShadowRoot, styles: readonly CSSResult[]): void {
  root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet)
}
