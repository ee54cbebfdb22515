const longest = 120

/**
 * Text for one line of a header: control, bidirectional and other invisible characters become spaces, so that no name
 * begins a line or a header of its own, or reads backwards.
 */
export function headerText(text: string): string {
  const visible = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return [...visible].slice(0, longest).join('')
}

/** One mailbox and nothing else (RFC 5321 section 4.1.2, without quoted local parts; RFC 6531 characters allowed). */
export function isMailAddress(address: string): boolean {
  return address.length <= 254 && /^[^\s\p{C}<>()[\]\\,;:@"]+@[^\s\p{C}<>()[\]\\,;:@"]+$/u.test(address)
}
