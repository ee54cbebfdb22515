import type { PropertyDeclaration, ReactiveElement } from 'lit'

type Decorator = (prototype: ReactiveElement, name: PropertyKey) => void

/** A public property with its attribute. Lit's own decorators support two versions of the syntax; we need one. */
export function property(options?: PropertyDeclaration): Decorator {
  return (prototype, name) => (prototype.constructor as typeof ReactiveElement).createProperty(name, options)
}

/** Internal state that triggers rendering. */
export function state(): Decorator {
  return property({ state: true, attribute: false })
}
