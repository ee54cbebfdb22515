/** What came of an operation. Plain JSON, because it may have travelled through the control socket. */
export type Answer<Data = unknown> =
  | { readonly done: true; readonly line: string; readonly data: Data }
  | { readonly done: false; readonly line: string; readonly data: Refusal }

export interface Refusal {
  readonly error: { readonly code: string; readonly message: string }
}

export function done<Data>(line: string, data: Data): Answer<Data> {
  return { done: true, line, data }
}

/** @param line - a sentence for a person; says what to do if there is something to do */
export function refused(code: string, line: string): Answer<never> {
  return { done: false, line, data: { error: { code, message: line } } }
}
