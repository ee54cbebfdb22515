/** One form for all spellings of a login name, as user stores compare them: Unicode NFC in lower case. */
export function normaliseLogin(login: string): string {
  return login.normalize('NFC').toLowerCase()
}
