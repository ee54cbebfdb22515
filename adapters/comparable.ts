/** The form in which the spellings of a name are one user: Unicode's NFC, in small letters. */
export function comparable(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
