/** One form for all spellings of a name: Unicode NFC in lower case. */
export function comparable(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
