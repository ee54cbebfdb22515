/** A place in the configuration. */
export interface ConfigPlace {
  /** The file name as given to `loadConfig`. */
  readonly file: string
  /** From 1; null: the whole file. */
  readonly line: number | null
  readonly column: number | null
  /** `radius.clients[0].secret`; '' for the whole file. */
  readonly path: string
}

export interface ConfigFault extends ConfigPlace {
  /** Contains no secret, and no part of one. */
  readonly found: string
  readonly expected: string
}

export interface ConfigWarning extends ConfigPlace {
  readonly message: string
}

/** The configuration cannot be used. The message lists every fault, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** In file order. */
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    const inOrder = faults.toSorted(
      (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    )
    super(
      inOrder
        .map((fault) => `${placeText(fault)} found ${fault.found}, expected ${fault.expected}`)
        .join('\n'),
    )
    this.faults = inOrder
  }
}

export function placeText({ file, line, path }: ConfigPlace): string {
  const where = line === null ? file : `${file}:${line}`
  return path === '' ? `${where}:` : `${where}  ${path}:`
}
