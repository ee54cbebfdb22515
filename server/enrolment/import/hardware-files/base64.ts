/** null: it is not base64, or there is nothing. */
export function readBase64(text: string): Uint8Array | null {
  const plain = text.replace(/\s/g, '')
  const bytes = Buffer.from(plain, 'base64')
  return plain !== '' && bytes.toString('base64').replace(/=+$/, '') === plain.replace(/=+$/, '')
    ? bytes
    : null
}
