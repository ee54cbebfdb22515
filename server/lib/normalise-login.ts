/** The form in which the spellings of a name are one, as user stores compare them: Unicode's NFC, in small letters. */
export function spelling(login: string): string {
  return login.normalize('NFC').toLowerCase()
}
