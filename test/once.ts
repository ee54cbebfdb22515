/** For `test.before.each`: does it before the first test alone. uvu passes a suite, without a test, whose `test.before` throws. */
export function once(open: () => Promise<unknown>): () => Promise<void> {
  let opening: Promise<unknown> | undefined
  return async () => {
    opening ??= open()
    await opening
  }
}
