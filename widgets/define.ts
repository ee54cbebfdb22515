/**
 * Defines an element unless its tag is taken: the same script twice, or two versions on one page. The first one wins and
 * serves every element of that name.
 */
export function define(tag: string, element: CustomElementConstructor): void {
  if (customElements.get(tag) === undefined) customElements.define(tag, element)
}
