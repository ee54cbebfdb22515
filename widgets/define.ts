/**
 * Defines an element unless its tag is already defined, by a second copy of the script or another version on the page.
 * The first definition serves all elements of that name.
 */
export function define(tag: string, element: CustomElementConstructor): void {
  if (customElements.get(tag) === undefined) customElements.define(tag, element)
}
