/** null if the text is empty or not base64. */
export function readBase64(text: string): Uint8Array | null {
  const plain = text.replace(/\s/g, '')
  const bytes = Buffer.from(plain, 'base64')
  return plain !== '' && bytes.toString('base64').replace(/=+$/, '') === plain.replace(/=+$/, '')
    ? bytes
    : null
}
