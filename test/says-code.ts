/** Whether a text has this code by itself: its digits may also stand in a time or in an id. */
export function saysCode(text: string, code: string): boolean {
  return new RegExp(`(?<![\\w.:+/-])${code}(?![\\w.:+/-])`).test(text)
}
