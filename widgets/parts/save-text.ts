/**
 * Offers a text as a file to save. Its address is good until the answer is called.
 *
 * @param name - what no file system takes is left out of it
 */
export function saveText(name: string, text: string): () => void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = name.replace(/[\p{Cc}"*/:<>?\\|]+/gu, '_')
  link.click()
  return () => URL.revokeObjectURL(link.href)
}
