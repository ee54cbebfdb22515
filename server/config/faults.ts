/** Where in a configuration something stands. */
export interface ConfigPlace {
  /** As it was named to `loadConfig`. */
  readonly file: string
  /** Counted from 1; null: the file as a whole. */
  readonly line: number | null
  readonly column: number | null
  /** `radius.clients[0].secret`; '' for the file as a whole. */
  readonly path: string
}

export interface ConfigFault extends ConfigPlace {
  /** Never a secret, nor a part of one. */
  readonly found: string
  readonly expected: string
}

export interface ConfigWarning extends ConfigPlace {
  readonly message: string
}

/** The configuration cannot be used; says everything that is wrong with it, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** In the order of the file. */
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

/** `ringlock.yaml:7  radius.clients[0].secret:` */
export function placeText({ file, line, path }: ConfigPlace): string {
  const where = line === null ? file : `${file}:${line}`
  return path === '' ? `${where}:` : `${where}  ${path}:`
}
