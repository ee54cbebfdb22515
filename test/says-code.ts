/** Whether a text has this code by itself: the same digits also occur in fractions, ids and base64. */
export function saysCode(text: string, code: string): boolean {
  return new RegExp(`(?<![\\w.+/])${code}(?![\\w.+/])`).test(text)
}
