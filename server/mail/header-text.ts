const longest = 120

/**
 * Makes text safe for one header line: control, bidirectional and other invisible characters become spaces, so that a
 * name cannot start another header or appear reversed.
 */
export function headerText(text: string): string {
  const visible = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  return [...visible].slice(0, longest).join('')
}
