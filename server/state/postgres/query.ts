export type SqlValue = string | number | boolean | null | readonly (string | number | null)[]
/** Resolves to rows by column name. Rejects with StateStoreError. A text without values may have several statements; the rows are those of the last. */
export type Query = <Row = unknown>(text: string, values?: readonly SqlValue[]) => Promise<Row[]>
