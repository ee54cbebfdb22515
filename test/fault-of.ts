/** What a question throws or rejects with; its answer where it does neither. */
// biome-ignore lint/suspicious/noExplicitAny: a test asks for what it expects.
export async function faultOf(question: () => unknown): Promise<any> {
  try {
    return await question()
  } catch (fault) {
    return fault
  }
}
